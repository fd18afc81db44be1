using System.Collections;

namespace Baton.Tests;

/// <summary>What only a blocking enumerator has: its old interface, its threads, and use by several of them.</summary>
[TestClass]
public sealed class GenerateEnumeratorTests : CoroutineTest
{
    private static void OnAnotherThread(Action action)
    {
        Exception? failure = null;
        Thread thread = new(() =>
        {
            try
            {
                action();
            }
            catch (Exception e)
            {
                failure = e;
            }
        });
        thread.Start();
        thread.Join();
        if (failure is not null)
        {
            throw new InvalidOperationException("the other thread failed", failure);
        }
    }

    [TestMethod]
    public void Reset_Suspended_IsNotSupportedAndHarmsNothing()
    {
        using IEnumerator<int> enumerator = Coroutine.Generate<int>(
            yielder =>
            {
                yielder.Suspend(1);
                yielder.Suspend(2);
            },
            options: InPool).GetEnumerator();
        enumerator.MoveNext();

        Assert.ThrowsExactly<NotSupportedException>(enumerator.Reset);

        Assert.AreEqual(1, enumerator.Current);
        Assert.IsTrue(enumerator.MoveNext());
    }

    [TestMethod]
    public void Enumerate_ByTheNonGenericInterface_GivesTheItemsAndCleansUp()
    {
        bool cleaned = false;
        IEnumerable sequence = Coroutine.Generate<int>(
            yielder =>
            {
                try
                {
                    yielder.Suspend(1);
                    yielder.Suspend(2);
                }
                finally
                {
                    cleaned = true;
                }
            },
            options: InPool);
        List<object?> items = [];

        foreach (object? item in sequence)
        {
            items.Add(item);
            break;
        }

        PullAssert.Gives(items, 1);
        Assert.IsTrue(cleaned);
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(3)]
    public void MoveNext_EachTimeFromAnotherThread_GoesOnWhereItWas(int batch)
    {
        List<int> items = [];
        HashSet<int> bodyThreads = [];
        using IEnumerator<int> enumerator = Coroutine.Generate<int>(
            yielder =>
            {
                for (int i = 1; i <= 7; i++)
                {
                    bodyThreads.Add(Environment.CurrentManagedThreadId);
                    yielder.Suspend(i);
                }
            },
            batch,
            InPool).GetEnumerator();

        for (int i = 1; i <= 7; i++)
        {
            OnAnotherThread(() =>
            {
                Assert.IsTrue(enumerator.MoveNext());
                items.Add(enumerator.Current);
            });
        }

        PullAssert.Gives(items, 1, 2, 3, 4, 5, 6, 7);
        Assert.HasCount(1, bodyThreads);
    }

    [TestMethod]
    public void Dispose_FromAnotherThread_CleansUpOnTheBodysThread()
    {
        Thread? started = null;
        Thread? cleaned = null;
        IEnumerator<int> enumerator = Coroutine.Generate<int>(
            yielder =>
            {
                started = Thread.CurrentThread;
                try
                {
                    yielder.Suspend(1);
                }
                finally
                {
                    cleaned = Thread.CurrentThread;
                }
            },
            options: InPool).GetEnumerator();
        enumerator.MoveNext();

        OnAnotherThread(enumerator.Dispose);

        Assert.IsNotNull(cleaned);
        Assert.AreSame(started, cleaned);
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(3)]
    public void MoveNext_WhileAnotherThreadsMoveNextRunsTheBody_IsRefusedAndHarmsNothing(int batch)
    {
        IEnumerator<int> enumerator = null!;
        enumerator = Coroutine.Generate<int>(
            yielder =>
            {
                OnAnotherThread(() => Assert.ThrowsExactly<InvalidOperationException>(() => enumerator.MoveNext()));
                yielder.Suspend(1);
                OnAnotherThread(() => Assert.ThrowsExactly<InvalidOperationException>(() => enumerator.MoveNext()));
            },
            batch,
            InPool).GetEnumerator();

        bool first = enumerator.MoveNext();
        int item = enumerator.Current;
        bool second = enumerator.MoveNext();

        Assert.IsTrue(first);
        Assert.AreEqual(1, item);
        Assert.IsFalse(second);
    }

    [TestMethod]
    public void Dispose_WhileAnotherThreadsMoveNextRunsTheBody_IsRefusedAndHarmsNothing()
    {
        IEnumerator<int> enumerator = null!;
        enumerator = Coroutine.Generate<int>(
            yielder =>
            {
                OnAnotherThread(() => Assert.ThrowsExactly<InvalidOperationException>(enumerator.Dispose));
                yielder.Suspend(1);
            },
            options: InPool).GetEnumerator();

        bool moved = enumerator.MoveNext();
        int item = enumerator.Current;
        enumerator.Dispose();

        Assert.IsTrue(moved);
        Assert.AreEqual(1, item);
    }

    [TestMethod]
    public void MoveNext_BodyBlocks_BlocksTheConsumer()
    {
        using ManualResetEventSlim gate = new();
        Thread? body = null;
        bool moved = false;
        using IEnumerator<int> enumerator = Coroutine.Generate<int>(
            yielder =>
            {
                Volatile.Write(ref body, Thread.CurrentThread);
                gate.Wait();
                yielder.Suspend(1);
            },
            options: InPool).GetEnumerator();
        Thread consumer = new(() => Volatile.Write(ref moved, enumerator.MoveNext())) { Name = "consumer" };
        consumer.Start();
        Eventually.True(() => Volatile.Read(ref body) is not null, "the body runs");
        Eventually.Parked(body!);
        Eventually.Parked(consumer);

        bool movedBefore = Volatile.Read(ref moved);
        gate.Set();
        consumer.Join();

        Assert.IsFalse(movedBefore);
        Assert.IsTrue(moved);
    }

    [TestMethod]
    public void Dispose_CleanUpOutlastsTheUnwindTimeout_QuarantinesItAndTheThreadComesBackLater()
    {
        using ManualResetEventSlim gate = new();
        CoroutineOptions options = new() { ThreadPool = Pool, UnwindTimeout = TimeSpan.Zero };
        IEnumerator<int> enumerator = Coroutine.Generate<int>(
            yielder =>
            {
                try
                {
                    yielder.Suspend(1);
                }
                finally
                {
                    gate.Wait();
                }
            },
            options: options).GetEnumerator();
        enumerator.MoveNext();
        ExpectedQuarantined = 1;

        enumerator.Dispose();
        long quarantined = Telemetry.Quarantined;
        int idleBefore = Pool.IdleThreads;
        gate.Set();
        Eventually.True(() => Pool.IdleThreads == 1, "the thread comes back");

        Assert.AreEqual(1, quarantined);
        Assert.AreEqual(0, idleBefore);
    }

    [TestMethod]
    public void CancellationToken_OfABlockingGenerator_NeverFires()
    {
        List<bool> canBeCanceled =
            [.. Coroutine.Generate<bool>(yielder => yielder.Suspend(yielder.CancellationToken.CanBeCanceled), options: InPool)];

        PullAssert.Gives(canBeCanceled, false);
    }
}
