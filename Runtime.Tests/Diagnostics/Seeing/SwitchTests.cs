using System.Runtime.CompilerServices;

namespace Baton.Tests;

/// <summary>What the switches of the process turn off. Each is read once, so each row has a process of its own.</summary>
[TestClass]
[BesideOthers]
public sealed class SwitchTests
{
    [TestMethod]
    [DataRow(DiagnosticSwitches.PhotosName, "true", "stack, owner, dump of a command")]
    [DataRow(DiagnosticSwitches.PhotosName, "false", "dump of a command")]
    [DataRow(DiagnosticSwitches.LockOwnersName, "true", "stack, owner, dump of a command")]
    [DataRow(DiagnosticSwitches.LockOwnersName, "false", "stack, dump of a command")]
    [DataRow(DiagnosticSwitches.CommandsName, "true", "stack, owner, dump of a command")]
    [DataRow(DiagnosticSwitches.CommandsName, "False", "stack, owner")]
    [DataRow(DiagnosticSwitches.CommandsName, "off", "stack, owner, dump of a command")]
    public async Task Switch_Off_TurnsItsPartOff(string name, string value, string left)
    {
        ChildProcess.Result result = await ChildProcess.RunAsync(nameof(LookWithSwitch), name, value);

        Assert.AreEqual(0, result.ExitCode, result.ToString());
        Assert.AreEqual(left, result.Output.Trim());
    }

    [ChildScenario]
    internal static int LookWithSwitch(string[] arguments)
    {
        AppContext.SetData(arguments[0], arguments[1]); // as runtimeconfig.json does
        object gate = new();
        using ManualResetEventSlim isTaken = new();
        using ManualResetEventSlim release = new();
        Thread owner = new(() =>
        {
            lock (gate)
            {
                isTaken.Set();
                release.Wait();
            }
        });
        owner.Start();
        isTaken.Wait();
        using CoroutineScheduler scheduler = new();
        Frame frame = scheduler.Start(() => EnterIn(gate), "waiter");
        Eventually.True(
            static () => CoroutineDiagnostics.Snapshot().Any(static one => one is { Name: "waiter", Status: MemberStatus.Blocked }),
            "it blocks");

        using StringWriter text = new();
        CoroutineDiagnostics.DumpAsync(text).Wait();
        bool hasOwner = CoroutineDiagnostics.Capture().Locks.Count > 0;
        using DumpListener listener = new(("dump", "text"));
        CoroutineDiagnostics.DumpAsync(TextWriter.Null).Wait(); // behind that of the listener
        release.Set();
        owner.Join();
        frame.AsTask().Wait();
        string?[] parts =
        [
            text.ToString().Contains(nameof(EnterIn), StringComparison.Ordinal) ? "stack" : null,
            hasOwner ? "owner" : null,
            listener.Count("DumpText") > 0 ? "dump of a command" : null,
        ];
        Console.Write(string.Join(", ", parts.OfType<string>()));
        return 0;
    }

    // Not compiled into its caller, nor left before the wait.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void EnterIn(object gate)
    {
        lock (gate)
        {
            GC.KeepAlive(gate);
        }
    }
}
