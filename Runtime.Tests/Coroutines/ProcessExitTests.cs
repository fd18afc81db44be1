namespace Baton.Tests;

/// <summary>Rule of section 3: a process ends when its main does, whatever its coroutines are doing.</summary>
[TestClass]
[BesideOthers]
public sealed class ProcessExitTests
{
    [TestMethod]
    [TestProperty("Conformance", "LUA-40")]
    [TestProperty("Conformance", "BATON-5")]
    [DataRow(nameof(LeaveAThousandSuspended))]
    [DataRow(nameof(LeaveOneInsideItsFinally))]
    [DataRow(nameof(LeaveOneThatIgnoresTheSignal))]
    [DataRow(nameof(LeaveOneRunning))]
    public async Task Exit_CoroutinesAreAlive_TheProcessEndsWithItsOwnExitCode(string scenario)
    {
        ChildProcess.Result result = await ChildProcess.RunAsync(scenario);

        Assert.AreEqual(7, result.ExitCode, result.ToString());
        Assert.AreEqual("", result.Errors);
    }

    [ChildScenario]
    private static int LeaveAThousandSuspended(string[] _)
    {
        Coroutine<int>[] suspended = [.. Enumerable.Range(0, 1_000).Select(i => Coroutine.Create<int>(SuspendForEver))];
        foreach (Coroutine<int> coroutine in suspended)
        {
            coroutine.Resume();
        }

        bool allAlive = CoroutineThreadPool.Shared.LiveThreads == suspended.Length;
        GC.KeepAlive(suspended);
        return allAlive ? 7 : 1;
    }

    [ChildScenario]
    private static int LeaveOneInsideItsFinally(string[] _)
    {
        using ManualResetEventSlim inside = new();
        Coroutine<int> coroutine = Coroutine.Create<int>(yielder =>
        {
            try
            {
                yielder.Suspend(1);
                return 2;
            }
            finally
            {
                inside.Set();
                Blocking.For(Timeout.Infinite);
            }
        });
        coroutine.Resume();
        TestThread.Start(coroutine.Dispose, "Disposer");
        inside.Wait();
        return coroutine.Status == CoroutineStatus.Running ? 7 : 1;
    }

    [ChildScenario]
    private static int LeaveOneThatIgnoresTheSignal(string[] _)
    {
        Coroutine<int> coroutine = Coroutine.Create<int>(yielder =>
        {
            while (true)
            {
                try
                {
                    yielder.Suspend(0);
                }
                catch (CoroutineCanceledException)
                {
                    // and again
                }
            }
        });
        coroutine.Resume();
        coroutine.Dispose();
        return coroutine.Status == CoroutineStatus.Canceled ? 7 : 1;
    }

    [ChildScenario]
    private static int LeaveOneRunning(string[] _)
    {
        using ManualResetEventSlim started = new();
        Coroutine<int> coroutine = Coroutine.Create<int>(yielder =>
        {
            started.Set();
            while (true)
            {
                Thread.SpinWait(100);
            }
        });
        TestThread.Start(() => coroutine.Resume(), "Resumer");
        started.Wait();
        return coroutine.Status == CoroutineStatus.Running ? 7 : 1;
    }

    private static int SuspendForEver(Yielder<int> yielder)
    {
        while (true)
        {
            yielder.Suspend(0);
        }
    }
}
