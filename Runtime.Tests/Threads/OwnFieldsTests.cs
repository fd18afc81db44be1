using System.Reflection;
using System.Reflection.Emit;

namespace Baton.Tests;

/// <summary>
/// A thread's first look at the static fields that a type has for each thread allocates them, and fails without memory. A thread of a pool
/// has looked at them before its first tenant comes.
/// </summary>
[TestClass]
public sealed class OwnFieldsTests : CoroutineTest
{
    // Those that a thread first looks at where it may fail.
    private static readonly string[] s_mayFail =
    [
        "ThreadRecord.s_own", // made before the first wait outside every scheduler begins
        "ThreadWait.s_own",   // the same
    ];

    // Numbers are not on the heap.
    private static IEnumerable<FieldInfo> All => typeof(Coroutine).Assembly.GetTypes()
        .SelectMany(static type => type.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic))
        .Distinct()
        .Where(static one => !one.FieldType.IsValueType && one.IsDefined(typeof(ThreadStaticAttribute)));

    [TestMethod]
    public void Table_NamesFieldsThatThereAre() =>
        CollectionAssert.AreEquivalent(s_mayFail, s_mayFail.Intersect(All.Select(NameOf)).ToArray());

    [TestMethod]
    public async Task Look_AtTheFieldsOfAThreadOfAPoolWithTheHeapFull_NeedsNoMemory()
    {
        ChildProcess.Result result = await FullHeap.RunAsync(nameof(LookWithTheHeapFull));

        Assert.AreEqual(0, result.ExitCode, result.ToString());
    }

    [ChildScenario]
    private static int LookWithTheHeapFull(string[] _)
    {
        Looks looks = new();
        looks.Warm();
        bool[] ofAnyThread = new bool[looks.Names.Length];
        bool[] ofAPool = new bool[looks.Names.Length];
        FullHeap.Fill();
        FullHeap.Free();
        TestThread.Run("Looks first", () => looks.LookWithTheHeapFull(ofAnyThread));
        using Coroutine<int> inPool = Coroutine.Create<int>(_ =>
        {
            looks.LookWithTheHeapFull(ofAPool);
            return 0;
        });
        inPool.Resume();

        Assert.AreEqual(string.Empty, string.Join(", ", looks.Names.Where((_, i) => !ofAPool[i]).Except(s_mayFail)));
        Assert.Contains(false, ofAnyThread, "on a thread that has not looked before it may fail");
        return 0;
    }

    private static string NameOf(FieldInfo field) => $"{field.DeclaringType!.Name}.{field.Name}";

    private static Func<bool> LookAt(FieldInfo field)
    {
        DynamicMethod method = new("Look", typeof(bool), [], typeof(OwnFieldsTests).Module, skipVisibility: true);
        ILGenerator code = method.GetILGenerator();
        code.Emit(OpCodes.Ldsfld, field);
        code.Emit(OpCodes.Ldnull);
        code.Emit(OpCodes.Ceq);
        code.Emit(OpCodes.Ret);
        return method.CreateDelegate<Func<bool>>();
    }

    private sealed class Looks
    {
        private readonly Func<bool>[] _looks = [.. All.Select(LookAt)];

        internal string[] Names { get; } = [.. All.Select(NameOf)];

        // Compiles all of them.
        internal void Warm()
        {
            foreach (Func<bool> look in _looks)
            {
                Looked(look);
            }
        }

        // On a thread that nobody has used for this yet.
        internal void LookWithTheHeapFull(bool[] haveLooked)
        {
            for (int i = 0; i < _looks.Length; i++)
            {
                FullHeap.Fill();
                haveLooked[i] = Looked(_looks[i]);
                FullHeap.Free();
            }
        }

        private static bool Looked(Func<bool> look)
        {
            try
            {
                look();
                return true;
            }
            catch (OutOfMemoryException)
            {
                return false;
            }
        }
    }
}
