namespace Baton.Tests;

/// <summary>Outside every scheduler: what clean-up starts was told of what its starter was told.</summary>
[TestClass]
public sealed class StartedInCleanUpTests : SchedulerTest
{
    [TestMethod]
    [DataRow("work", false)]
    [DataRow("work", true)]
    [DataRow("generator", false)]
    [DataRow("generator", true)]
    [DataRow("asynchronous generator", false)]
    [DataRow("asynchronous generator", true)]
    [DataRow("coroutine", false)]
    [DataRow("coroutine", true)]
    [DataRow("limit", true)]
    [DataRow("inlined task", false)]
    public void Wait_InWhatCleanUpStarts_GoesOn(string what, bool inBody)
    {
        bool isCleanedUp = false;
        using CancellationTokenSource source = new();

        if (inBody)
        {
            Assert.Throws<OperationCanceledException>(() => Coroutine.GenerateAsync<int>(_ => Code()).AwaitEach(source.Token).Count());
        }
        else
        {
            Assert.Throws<OperationCanceledException>(() => Coroutine.WithCancellation(source.Token, Code));
        }

        Assert.IsTrue(isCleanedUp);

        void Code()
        {
            source.CancelAfter(TimeSpan.FromMilliseconds(3));
            try
            {
                new CoroutineQueue<int>(0).Dequeue();
            }
            finally
            {
                WaitIn(what);
                isCleanedUp = true;
            }
        }
    }

    [TestMethod]
    public void AsyncLocalHandler_ThatWaitsAtTheEndOfARun_IsOutside()
    {
        int waits = 0;
        AsyncLocal<int> local = new(change =>
        {
            if (change is { ThreadContextChanged: true, CurrentValue: 0 })
            {
                Coroutine.Delay(TimeSpan.FromMilliseconds(1));
                waits++;
            }
        });

        CoroutineScheduler.Run(() => local.Value = 1);

        Assert.AreEqual(1, waits);
    }

    private void WaitIn(string what)
    {
        switch (what)
        {
            case "work":
                Pool.Run(Wait).Await();
                break;
            case "generator":
                Assert.AreEqual(1, Coroutine.Generate<int>(WaitAndYield).Count());
                break;
            case "asynchronous generator":
                Assert.AreEqual(1, Coroutine.GenerateAsync<int>(WaitAndYield).AwaitEach().Count());
                break;
            case "inlined task":
                CancellationToken token = Coroutine.CancellationToken;
                Task inlined = new(() => Assert.Throws<OperationCanceledException>(token.ThrowIfCancellationRequested));
                inlined.RunSynchronously(TaskScheduler.Default);
                Wait();
                break;
            case "limit":
                Assert.ThrowsExactly<TimeoutException>(static () => Coroutine.WithTimeout(
                    TimeSpan.FromMilliseconds(2), static () => new CoroutineQueue<int>(0).Dequeue()));
                break;
            default:
                using (Coroutine<int> coroutine = Coroutine.Create<int>(static _ =>
                {
                    Wait();
                    return 1;
                }))
                {
                    Assert.AreEqual(1, coroutine.Resume());
                }

                break;
        }
    }

    private static void WaitAndYield(Yielder<int> yielder)
    {
        Wait();
        yielder.Suspend(1);
    }

    private static void Wait() => Coroutine.Delay(TimeSpan.FromMilliseconds(1));
}
