using System.Reflection;
using System.Text.RegularExpressions;

namespace Baton.Tests;

/// <summary>
/// The compiler makes the delegate of a static lambda where that is first used. There may be no memory for it. No step that must not fail
/// uses such a lambda.
/// </summary>
[TestClass]
[BesideOthers]
public sealed partial class DelegateMemoryTests
{
    // Each calls what it is given where memory is to run out: a step of the library's that must not fail comes next.
    private static Dictionary<string, Action<Action>> Acts { get; } = new()
    {
        ["the end of WithCancellation outside"] = static fill =>
        {
            using CancellationTokenSource source = new();
            Coroutine.WithCancellation(source.Token, fill);
        },
        ["the end of a task that fails"] = static fill =>
        {
            TaskCompletionSource<int> task = new();
            InvalidDataException failure = new();
            fill();
            SureEnd.Fail(task, failure);
        },
        ["an errand"] = static fill =>
        {
            NothingToDo errand = new();
            fill();
            Errands.Run(errand);
        },
        ["a callback that is taken off"] = static fill =>
        {
            using CancellationTokenSource source = new();
            CancellationTokenRegistration registration = source.Token.UnsafeRegister(static _ => { }, null);
            fill();
            TokenFiring.Unlink(registration);
        },
    };

    public static IEnumerable<object[]> Names => Acts.Keys.Select(static act => new object[] { act });

    [TestMethod]
    [DynamicData(nameof(Names))]
    public async Task Step_TheHeapIsFullAndNoDelegateIsMade_DoesNotFail(string act)
    {
        ChildProcess.Result result = await FullHeap.RunAsync(nameof(ActWithTheHeapFull), act);

        Assert.AreEqual(0, result.ExitCode, result.ToString());
    }

    // The first rounds have all methods compiled, and make all delegates. Those are forgotten before each further round.
    [ChildScenario]
    private static int ActWithTheHeapFull(string[] arguments)
    {
        FieldInfo[] delegates = [.. FieldsOfDelegates()];
        for (int round = 0; round < 12; round++)
        {
            using ManualResetEvent isFull = new(false);
            Thread helper = FullHeap.FreeAfter(isFull, 50);
            bool fills = round >= 5;
            Acts[arguments[0]](() =>
            {
                if (fills)
                {
                    Array.ForEach(delegates, static field => field.SetValue(null, null));
                    FullHeap.Fill();
                }

                isFull.Set();
            });
            helper.Join();
        }

        return delegates.Length > 100 ? 0 : 1;
    }

    // Where the compiler keeps those of static lambdas, and of methods.
    private static IEnumerable<FieldInfo> FieldsOfDelegates() =>
        from type in typeof(Coroutine).Assembly.GetTypes()
        where !type.ContainsGenericParameters && type.Name is "<>c" or "<>O"
        from field in type.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)
        where !field.IsInitOnly && typeof(Delegate).IsAssignableFrom(field.FieldType)
        select field;

    // What is repeated until there is memory must be there before.
    [TestMethod]
    public void Insist_InTheSources_IsGivenADelegateThatIsThere()
    {
        string[] wrong = [.. from file in SourceTree.Of("Runtime")
            from Match call in Insisting().Matches(file.Text)
            where call.Groups["step"].Value is var step && !step.StartsWith('_') && !step.StartsWith("s_", StringComparison.Ordinal)
            select $"{file.Path}: {call.Groups["step"].Value}"];

        Assert.IsEmpty(wrong, string.Join('\n', wrong));
    }

    private sealed class NothingToDo : IErrand
    {
        IErrand? IErrand.Next { get; set; }

        void IErrand.Run()
        {
            // it was reached
        }
    }

    [GeneratedRegex(@"NoMemory\.Insist\(\s*(?<step>[^,)]*)")]
    private static partial Regex Insisting();
}
