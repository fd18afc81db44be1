using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace Baton.Tests;

[TestClass]
[DoNotParallelize]
public sealed class ErrandsTests
{
    [TestMethod]
    public void Send_Several_RunsEachOnceOnAThreadOfTheLibrarys()
    {
        ConcurrentBag<(int Number, bool IsPools)> ran = [];
        using CountdownEvent all = new(100);
        for (int i = 0; i < 100; i++)
        {
            Errands.Send(
                number =>
                {
                    ran.Add((number, Thread.CurrentThread.IsThreadPoolThread));
                    all.Signal();
                },
                i);
        }

        Assert.IsTrue(all.Wait(TimeSpan.FromSeconds(30)));
        CollectionAssert.AreEquivalent(Enumerable.Range(0, 100).ToArray(), ran.Select(one => one.Number).ToArray());
        Assert.IsTrue(ran.All(one => !one.IsPools));
    }

    [TestMethod]
    public void Send_OthersBlock_AnotherThreadTakesOver()
    {
        using ManualResetEventSlim gate = new();
        using CountdownEvent blocked = new(5);
        using ManualResetEventSlim behind = new();
        for (int i = 0; i < 5; i++)
        {
            Errands.Send(
                gate =>
                {
                    blocked.Signal();
                    gate.Wait();
                },
                gate);
        }

        Errands.Send(static behind => behind.Set(), behind);

        Assert.IsTrue(blocked.Wait(TimeSpan.FromSeconds(30)));
        Assert.IsTrue(behind.Wait(TimeSpan.FromSeconds(30)));
        gate.Set();
    }

    [TestMethod]
    public void Run_ErrandIsOverAndItsThreadWaits_NothingKeepsIt()
    {
        WeakReference worked = SendAndForget();

        Eventually.True(
            () =>
            {
                GC.Collect();
                return !worked.IsAlive;
            },
            "what the errand worked on is garbage");
    }

    [TestMethod]
    public void Run_ErrandLeavesThingsBehindOnItsThread_TheNextFindsNothing()
    {
        AsyncLocal<int> local = new();
        using CountdownEvent done = new(50);
        int found = 0;
        for (int i = 0; i < 50; i++)
        {
            Errands.Send(
                done =>
                {
                    found += local.Value + (SynchronizationContext.Current is null ? 0 : 1) + (TestThread.TakePendingInterrupt() ? 1 : 0);
                    local.Value = 1;
                    SynchronizationContext.SetSynchronizationContext(new SynchronizationContext());
                    Thread.CurrentThread.Interrupt();
                    done.Signal();
                },
                done);
        }

        Assert.IsTrue(done.Wait(TimeSpan.FromSeconds(30)));
        Assert.AreEqual(0, found);
    }

    /// <summary>
    /// Where a runtime has lost what the callbacks of tokens are run with, they need the .NET thread pool again: look for another way then.
    /// </summary>
    [TestMethod]
    public void TokenCallbacks_ThisRuntime_HasWhatIsLookedUp() => Assert.IsTrue(TokenCallbacks.AreKnown);

    [TestMethod]
    public void Cancel_CallbacksAndAFailureAmongThem_FiresAtOnceAndTheTaskHasTheFailure()
    {
        using CancellationTokenSource source = new();
        using ManualResetEventSlim gate = new();
        Thread here = Thread.CurrentThread;
        Thread? ranOn = null;
        source.Token.Register(() => throw new FormatException());
        source.Token.Register(() =>
        {
            ranOn = Thread.CurrentThread;
            gate.Wait();
        });

        Task callbacks = Uninterrupted.Cancel(source);

        Assert.IsTrue(source.IsCancellationRequested);
        Assert.IsFalse(callbacks.IsCompleted);
        gate.Set();
        AggregateException failed = Assert.ThrowsExactly<AggregateException>(() => callbacks.GetAwaiter().GetResult());
        Assert.IsInstanceOfType<FormatException>(failed.InnerException);
        Assert.AreNotSame(here, ranOn);
        Assert.IsTrue(Uninterrupted.Cancel(source).IsCompletedSuccessfully, "a second time nothing happens");
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference SendAndForget()
    {
        object on = new();
        using ManualResetEventSlim ran = new();
        Errands.Send(static on => on.ran.Set(), (on, ran));
        Assert.IsTrue(ran.Wait(TimeSpan.FromSeconds(30)));
        return new WeakReference(on);
    }
}
