namespace Baton.Tests;

/// <summary>A scope outside every scheduler whose function cannot end is told of.</summary>
[TestClass]
public sealed class ScopeOutsideStandstillTests : SchedulerTest
{
    [TestMethod]
    public void End_FunctionSuspendedInACoroutine_IsTold()
    {
        Coroutine<int>? coroutine = null;
        Thread waiter = new(() => CoroutineScope.Run(scope =>
        {
            coroutine = Coroutine.Create<int>(yielder =>
            {
                scope.Async(() => yielder.Suspend(1));
                return 2;
            });
            coroutine.Resume();
        }));

        waiter.Start();

        Eventually.True(() => Telemetry["baton.schedulers.stood_still"] > 0, "it is told");
        Assert.AreEqual(2, coroutine!.Resume());
        waiter.Join();
    }
}
