namespace Baton.Tests;

/// <summary>Threads of a pool never keep the process alive.</summary>
[TestClass]
[BesideOthers]
public sealed class ExitTests
{
    [TestMethod]
    [TestProperty("Conformance", "BATON-5")]
    public async Task Main_ReturnsWithCoroutinesSuspendedAndWorkBlocked_ProcessExits()
    {
        ChildProcess.Result result = await ChildProcess.RunAsync(nameof(LeaveEverythingBehind));

        Assert.AreEqual(7, result.ExitCode, result.ToString());
    }

    [ChildScenario]
    internal static int LeaveEverythingBehind(string[] _)
    {
        ManualResetEventSlim never = new();
        List<Coroutine<int>> coroutines = [.. Enumerable.Range(0, 20).Select(_ => Coroutine.Create<int>(yielder =>
        {
            try
            {
                yielder.Suspend(1);
            }
            finally
            {
                yielder.Suspend(2);
            }

            return 3;
        }))];
        coroutines.ForEach(coroutine => coroutine.Resume());
        coroutines.Take(10).ToList().ForEach(coroutine => coroutine.Resume());
        Task blocked = CoroutineThreadPool.Shared.Run(never.Wait);
        GC.KeepAlive((coroutines, blocked));
        return 7;
    }
}
