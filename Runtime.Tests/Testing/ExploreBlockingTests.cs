using System.Collections.Concurrent;
using Baton.Testing;

namespace Baton.Tests;

/// <summary>Code that blocks by locks, semaphores and tasks of .NET, unmodified: it gives the turn up where it would sleep.</summary>
[TestClass]
public sealed class ExploreBlockingTests : ExploreTest
{
    [TestMethod]
    public void Lock_HeldAcrossAPoint_KeepsOthersOut() => Pass(static scheduler =>
    {
        object gate = new();
        int sum = 0;
        Frame first = scheduler.Start(Add);
        Task second = CoroutineThreadPool.Shared.Run(Add);
        Add();
        first.Await();
        second.Wait();
        Assert.AreEqual(3, sum);

        void Add()
        {
            lock (gate)
            {
                int read = sum;
                scheduler.Point();
                sum = read + 1;
            }
        }
    });

    [TestMethod]
    public void Locks_InOppositeOrders_DeadlockNamesBoth()
    {
        ScheduleFailedException failed = Fail(
            static scheduler =>
            {
                object one = new();
                object other = new();
                Frame.AwaitAll(scheduler.Start(() => LockBoth(one, other), "first"), scheduler.Start(() => LockBoth(other, one), "second"));

                void LockBoth(object outer, object inner)
                {
                    lock (outer)
                    {
                        scheduler.Point("holds one");
                        lock (inner)
                        {
                            scheduler.Point("holds both");
                        }
                    }
                }
            },
            FailureKind.Deadlock);

        Assert.Contains("first waits for a lock", failed.Found);
        Assert.Contains("second waits for a lock", failed.Found);
    }

    [TestMethod]
    [DataRow(BlockingMode.Hold)]
    [DataRow(BlockingMode.Yield)]
    public void Semaphore_TakenByFrames_PassesInEachMode(BlockingMode mode) => Pass(scheduler =>
    {
        using SemaphoreSlim semaphore = new(1);
        int sum = 0;
        Frame[] others = [scheduler.Start(Add), scheduler.Start(Add)];
        CoroutineScheduler.Run(() => Frame.AwaitAll(Coroutine.Async(Add), Coroutine.Async(Add)), new() { Blocking = mode });
        Frame.AwaitAll(others);
        Assert.AreEqual(4, sum);

        void Add()
        {
            semaphore.Wait();
            int read = sum;
            scheduler.Point();
            sum = read + 1;
            semaphore.Release();
        }
    });

    [TestMethod]
    public void Semaphore_ThatNobodyReleases_DeadlocksInModeYieldToo()
    {
        ScheduleFailedException failed = Fail(
            static _ => CoroutineScheduler.Run(
                static () =>
                {
                    using SemaphoreSlim semaphore = new(0);
                    Frame.AwaitAll(Coroutine.Async(semaphore.Wait, "one"), Coroutine.Async(semaphore.Wait, "two"));
                },
                new() { Blocking = BlockingMode.Yield }),
            FailureKind.Deadlock);

        Assert.Contains("one waits for a lock", failed.Found);
        Assert.Contains("two waits for a lock", failed.Found);
    }

    [TestMethod]
    public void Event_WithOneSignal_GoesToEitherOfTwoThatWait()
    {
        HashSet<string> woken = [];

        Explore.Run(
            scheduler =>
            {
                using AutoResetEvent signal = new(false);
                string order = "";
                Frame[] both = [scheduler.Start(() => Wait("a")), scheduler.Start(() => Wait("b"))];
                scheduler.Point("both wait by now, since this strand goes last");
                signal.Set();
                Frame.AwaitAll(both);
                woken.Add(order);

                void Wait(string name)
                {
                    signal.WaitOne();
                    order += name;
                    signal.Set();
                }
            },
            new ExploreOptions { Strategy = new BodyLast(), Seed = 7, Schedules = 50 });

        CollectionAssert.AreEquivalent(new List<string> { "ab", "ba" }, woken.ToList());
    }

    [TestMethod]
    public void AsyncMethod_AwaitsTasksOfBatonsWithoutAContext_StaysInTheRun() => Explore.Run(
        static async scheduler =>
        {
            CoroutineQueue<int> queue = new(0);
            Assert.AreEqual(1, await scheduler.Start(static () => 1).AsTask().ConfigureAwait(false));
            Frame receiver = scheduler.Start(() => queue.Dequeue());
            Assert.AreSame(scheduler, TestScheduler.Current);
            await CoroutineThreadPool.Shared.Run(() => queue.Enqueue(1)).ConfigureAwait(false);
            Assert.AreSame(scheduler, TestScheduler.Current);
            await receiver.AsTask().ConfigureAwait(false);
        },
        new ExploreOptions { Seed = 7, Schedules = 100 });

    [TestMethod]
    public void MonitorAndPulse_WakeThoseThatWait() => Pass(static scheduler =>
    {
        object gate = new();
        bool isSet = false;
        Frame[] both = [scheduler.Start(Wait), scheduler.Start(Wait)];
        scheduler.Point();
        lock (gate)
        {
            isSet = true;
            Monitor.PulseAll(gate);
        }

        Frame.AwaitAll(both);

        void Wait()
        {
            lock (gate)
            {
                while (!isSet)
                {
                    Monitor.Wait(gate);
                }
            }
        }
    });

    [TestMethod]
    public void BlockingCollection_BetweenTwoStrands_Passes() => Pass(static scheduler =>
    {
        using BlockingCollection<int> items = new(1);
        Frame producer = scheduler.Start(() =>
        {
            items.Add(1);
            items.Add(2);
            items.CompleteAdding();
        });
        Assert.AreEqual(3, items.GetConsumingEnumerable().Sum());
        producer.AsTask().Wait();
    });

    [TestMethod]
    public void TaskResult_OfAStrand_Comes() => Pass(static scheduler =>
    {
        Frame<int> frame = scheduler.Start(() =>
        {
            scheduler.Point();
            return 3;
        });
        Assert.AreEqual(3, frame.AsTask().Result);
    });

    [TestMethod]
    public void TimedWait_ForWhatNeverComes_EndsByTheRunsClock() => Pass(
        static scheduler =>
        {
            using SemaphoreSlim never = new(0);
            Assert.IsFalse(never.Wait(TimeSpan.FromHours(1)));
            Assert.IsGreaterThan(scheduler.Time.GetUtcNow().Date.AddMinutes(50), scheduler.Time.GetUtcNow().DateTime);
        },
        schedules: 10);

    [TestMethod]
    public void AsyncTest_IsExploredToo()
    {
        HashSet<string> orders = [];

        ExploreResult result = Explore.Run(
            async scheduler =>
            {
                CoroutineQueue<int> queue = new(0);
                Frame sender = scheduler.Start(() => queue.Enqueue(7));
                Task<string> first = Append("a");
                Task<string> second = Append("b");
                Assert.AreEqual(7, await queue.DequeueAsync().ConfigureAwait(false));
                await sender;
                orders.Add((await first) + await second);

                async Task<string> Append(string name)
                {
                    await Task.Yield();
                    return await scheduler.Start(() => $"{name}{scheduler.Random.Next(2)}");
                }
            },
            new ExploreOptions { Seed = 7, Schedules = 200 });

        Assert.AreEqual(200, result.Schedules);
        Assert.HasCount(4, orders);
    }

    [TestMethod]
    public void AsyncTest_ThatFails_IsReplayed()
    {
        static async Task Test(TestScheduler scheduler)
        {
            int sum = 0;
            Task first = Add();
            await Add();
            await first;
            Assert.AreEqual(2, sum);

            async Task Add()
            {
                await Task.Yield();
                int read = sum;
                scheduler.Point();
                sum = read + 1;
            }
        }

        ScheduleFailedException failed = Assert.ThrowsExactly<ScheduleFailedException>(() => Explore.Run(Test));
        Assert.IsInstanceOfType<AssertFailedException>(failed.InnerException);
        ScheduleFailedException again = Assert.ThrowsExactly<ScheduleFailedException>(() => Explore.Replay(Test, failed.Schedule));
        Assert.AreEqual(failed.Interleaving, again.Interleaving);
    }

    /// <summary>The strand that began first, the body, goes on only if no other can.</summary>
    private sealed class BodyLast : Strategy
    {
        protected internal override int Pick(ReadOnlySpan<PendingOperation> enabled, in StepInfo at) => enabled.Length - 1;
    }
}
