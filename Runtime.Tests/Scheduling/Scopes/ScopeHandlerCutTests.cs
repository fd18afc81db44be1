namespace Baton.Tests;

/// <summary>A scope's time is over while OnFailure handles the failure of a function.</summary>
[TestClass]
public sealed class ScopeHandlerCutTests : SchedulerTest
{
    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void Timeout_CutsTheHandler_ComesOut(bool supervises)
    {
        ManualTime time = new();
        bool isHandled = false;

        Exception? seen = null;

        CoroutineScheduler.Run(
            () =>
            {
                seen = Assert.Throws<Exception>(() => CoroutineScope.Run(
                    scope => { scope.Async(() => throw new FormatException()); },
                    new CoroutineScopeOptions
                    {
                        Supervise = supervises,
                        Timeout = TimeSpan.FromMilliseconds(50),
                        OnFailure = (_, _) =>
                        {
                            TestThread.Start(() => time.Advance(60));
                            Coroutine.Delay(TimeSpan.FromHours(1));
                            isHandled = true;
                        },
                    }));
            },
            new CoroutineSchedulerOptions { TimeProvider = time });

        Assert.IsFalse(isHandled);
        Assert.AreEqual(supervises ? typeof(TimeoutException) : typeof(FormatException), seen?.GetType());
    }
}
