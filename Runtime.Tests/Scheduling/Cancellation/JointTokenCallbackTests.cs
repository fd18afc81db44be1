namespace Baton.Tests;

/// <summary>A block in a coroutine has one token for all frames that run it. A user's callback hangs on that token.</summary>
[TestClass]
public sealed class JointTokenCallbackTests : SchedulerTest
{
    [TestMethod]
    public void CancellationToken_TheFrameThatRunsTheBlockIsCanceled_CallbacksRunElsewhereAndTheirFailuresToo()
    {
        using ManualResetEventSlim hasRun = new();
        bool hadScheduler = true;
        bool hasFired = false;

        CoroutineScheduler.Run(() =>
        {
            Coroutine<int> body = Coroutine.Create<int>(yielder =>
            {
                CoroutineScope.Run(scope =>
                {
                    Coroutine.CancellationToken.Register(() =>
                    {
                        hadScheduler = CoroutineScheduler.Current is not null;
                        hasRun.Set();
                        throw new InvalidOperationException("of the callback");
                    });
                    yielder.Suspend(1);
                    hasFired = Coroutine.CancellationToken.IsCancellationRequested;
                    yielder.Suspend(2);
                });
                return 3;
            });
            Coroutine.Async(() => body.Resume()).Await();
            Frame canceled = Coroutine.Async(() => CoroutineScope.Run(scope =>
            {
                scope.Cancel();
                Assert.AreEqual(2, body.Resume());
            }));
            canceled.Await();
            body.Dispose();
        });

        Assert.IsTrue(hasFired);
        Assert.IsTrue(hasRun.Wait(TimeSpan.FromSeconds(30)));
        Assert.IsFalse(hadScheduler);
    }
}
