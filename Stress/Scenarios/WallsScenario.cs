using System.Diagnostics;

namespace Baton.Stress;

/// <summary>Takes threads until the library refuses, and looks whether there is room for others then. For a process with a limit.</summary>
internal sealed class WallsScenario : IScenario
{
    private const int Most = 2_000;     // coroutines; a system without a limit refuses none of them
    private const int OtherThreads = 20;

    public string Name => "walls";

    public string Description => "as many suspended coroutines as the library admits: after a refusal other threads, and a process, " +
        "can still start";

    public int MaxThreads => Most + 1;

    public void Run(Iteration iteration)
    {
        List<Coroutine<int>> suspended = [];
        try
        {
            while (suspended.Count < Most)
            {
                suspended.Add(Suspend(iteration));
            }
        }
        catch (CoroutineLimitException)
        {
            CheckRoom(iteration.Checks);
        }

        iteration.Checks.That("there is a thread for some coroutines", suspended.Count > 0);
        foreach (Coroutine<int> coroutine in suspended)
        {
            coroutine.Dispose();
            iteration.Checks.Equal("a disposed coroutine is canceled", CoroutineStatus.Canceled, coroutine.Status);
        }
    }

    private static Coroutine<int> Suspend(Iteration iteration)
    {
        Coroutine<int> coroutine = Coroutine.Create<int>(
            static yielder =>
            {
                yielder.Suspend(1);
                return 2;
            },
            iteration.InPool);
        coroutine.Resume();
        return coroutine;
    }

    private static void CheckRoom(Checks checks)
    {
        using ManualResetEventSlim over = new();
        Thread[] others = [.. Enumerable.Range(0, OtherThreads).Select(_ => new Thread(over.Wait) { IsBackground = true })];
        foreach (Thread other in others)
        {
            other.Start();
        }

        using (Process process = Process.Start("/bin/true"))
        {
            process.WaitForExit();
            checks.Equal("a process can start after a refusal", 0, process.ExitCode);
        }

        over.Set();
        foreach (Thread other in others)
        {
            other.Join();
        }

        checks.Held("a thread can start after a refusal", OtherThreads);
    }
}
