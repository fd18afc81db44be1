using System.Diagnostics.Tracing;
using System.Reflection;

namespace Baton.Tests;

/// <summary>
/// A table of doors by which something is raised below native frames, tried one after the other in a child process. Each method that is
/// marked gives what it saw. The process must come to its end.
/// </summary>
internal abstract class NativeDoors
{
    private readonly EventProbe _events = new(EventLevel.Informational);
    private int _seen;

    /// <summary>The way into native code.</summary>
    internal string Way { get; private set; } = "";

    /// <summary>Does the stack show the native code?</summary>
    protected bool IsVisible => NativeCall.IsVisible(Way);

    protected static CoroutineSchedulerOptions Impatient { get; } = new() { NativePatience = TimeSpan.FromMilliseconds(50) };

    /// <summary>The test's side: runs all doors of the table in a child process.</summary>
    internal static async Task AssertAllAsync<TDoors>(string way)
        where TDoors : NativeDoors
    {
        ChildProcess.Result result = await ChildProcess.RunAsync(nameof(TryAll), typeof(TDoors).FullName!, way);

        Assert.AreEqual(0, result.ExitCode, result.ToString());
    }

    [ChildScenario]
    private static int TryAll(string[] arguments)
    {
        Type type = typeof(NativeDoors).Assembly.GetType(arguments[0])!;
        int failed = 0;
        MethodInfo[] methods = [.. type.GetMethods(BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public)
            .Where(method => method.IsDefined(typeof(NativeDoorAttribute)))];
        foreach (MethodInfo method in methods)
        {
            NativeDoors doors = (NativeDoors)Activator.CreateInstance(type, nonPublic: true)!;
            doors.Way = arguments[1];
            Console.WriteLine($"{method.Name}:");
            string problem = doors.Try(method);
            Console.WriteLine($"    {(problem.Length == 0 ? "as it should be" : problem)}");
            failed += problem.Length == 0 ? 0 : 1;
            doors._events.Dispose();
        }

        return methods.Length == 0 ? 100 : failed;
    }

    // A door that hangs must not keep the others from their turn.
    private string Try(MethodInfo method)
    {
        string problem = "hangs";
        Thread thread = new(() =>
        {
            try
            {
                method.Invoke(this, null);
                problem = "";
            }
            catch (TargetInvocationException e)
            {
                problem = e.InnerException!.ToString();
            }
        })
        { IsBackground = true };
        thread.Start();
        return thread.Join(TimeSpan.FromSeconds(15)) ? problem : "hangs";
    }

    /// <summary>Runs the callback above native frames.</summary>
    protected void Native(Action callback) => NativeCall.Invoke(Way, callback);

    /// <summary>Exactly one more body or frame was told of as quarantined; the native function is named where the stack has it.</summary>
    protected void AssertQuarantined(string who)
    {
        Eventually.True(() => IsQuarantineTold, "quarantined");
        Assert.AreEqual(++_seen, _events.Count("CoroutineQuarantined"), "once");
        IReadOnlyList<object?> payload = _events.Payload("CoroutineQuarantined");
        Assert.Contains(who, (string)payload[0]!);
        Assert.Contains(IsVisible ? nameof(NativeCall) : "native frames", (string)payload[1]!);
    }

    /// <summary>Was a body or frame told of that no assertion has looked at?</summary>
    protected bool IsQuarantineTold => _events.Count("CoroutineQuarantined") > _seen;

    protected void AssertNoneQuarantined() => Assert.AreEqual(_seen, _events.Count("CoroutineQuarantined"), "quarantined");
}
