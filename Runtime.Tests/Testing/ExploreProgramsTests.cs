using Baton.Testing;

namespace Baton.Tests;

/// <summary>Programs over all that Baton offers: those that are right raise no alarm, in any order.</summary>
[TestClass]
public sealed class ExploreProgramsTests : ExploreTest
{
    private static readonly Dictionary<string, Action<TestScheduler>> s_right = new()
    {
        ["bounded queue"] = static scheduler =>
        {
            CoroutineQueue<int> queue = new(1);
            Frame<int> sum = scheduler.Start(() => queue.DequeueAll().Sum(), "consumer");
            Frame.AwaitAll(scheduler.Start(() => EnqueueAll(queue, 1, 2)), scheduler.Start(() => EnqueueAll(queue, 3, 4)));
            queue.Complete();
            Assert.AreEqual(10, sum.Await());
        },
        ["rendezvous with the body"] = static scheduler =>
        {
            CoroutineQueue<int> queue = new(0);
            scheduler.Start(() => EnqueueAll(queue, 1, 2, 3));
            Assert.AreEqual(6, queue.Dequeue() + queue.Dequeue() + queue.Dequeue());
        },
        ["frames under one baton"] = static scheduler =>
            Frame.AwaitAll(scheduler.Start(AddUnderOneBaton), scheduler.Start(AddUnderOneBaton)),
        ["a run in the body"] = static _ =>
        {
            int ended = 0;
            CoroutineScheduler.Run(() =>
            {
                Coroutine.Async(() => ended++);
                Coroutine.Async(() =>
                {
                    Coroutine.Yield();
                    ended++;
                }).Await();
            });
            Assert.AreEqual(2, ended);
        },
        ["a run without a thread"] = static _ =>
        {
            int ended = 0;
            CoroutineScheduler.RunAsync(() =>
            {
                Coroutine.Async(() =>
                {
                    Coroutine.Yield();
                    ended++;
                });
            }).Await();
            Assert.AreEqual(1, ended);
        },
        ["select"] = static scheduler =>
        {
            CoroutineQueue<int> first = new(0);
            CoroutineQueue<int> second = new(0);
            scheduler.Start(() => first.Enqueue(1));
            scheduler.Start(() => second.Enqueue(2));
            int sum = 0;
            Select.Any(first.OnDequeue(item => sum += item), second.OnDequeue(item => sum += item));
            Select.Any(first.OnDequeue(item => sum += item), second.OnDequeue(item => sum += item));
            Assert.AreEqual(3, sum);
        },
        ["a scope with a failure"] = static scheduler => scheduler.Start(static () =>
            Assert.ThrowsExactly<NotSupportedException>(static () => CoroutineScope.Run(static scope =>
            {
                scope.Async(static () => Coroutine.Delay(TimeSpan.FromHours(1)));
                scope.Async(static () => throw new NotSupportedException());
            }))).Await(),
        ["cancellation"] = static scheduler =>
        {
            CoroutineQueue<int> queue = new(0);
            Frame<int> waits = scheduler.Start(() => queue.Dequeue());
            waits.Cancel();
            Assert.Throws<OperationCanceledException>(() => waits.Await());
            Assert.IsTrue(waits.IsCanceled);
        },
        ["generators"] = static scheduler =>
        {
            Frame<int> all = scheduler.Start(static () => Count(5).Sum());
            Frame<int> some = scheduler.Start(static () => Count(5).Take(2).Sum());
            Assert.AreEqual(11, all.Await() + some.Await());
        },
        ["a coroutine that is left"] = static _ =>
            Assert.AreEqual(1, Coroutine.Create<int>(static yielder =>
            {
                yielder.Suspend(1);
                return 2;
            }).Resume()),
        ["work of a pool"] = static scheduler =>
        {
            using CoroutineThreadPool pool = new(new CoroutineThreadPoolOptions { MaxThreads = 1 });
            int done = 0;
            Task first = pool.Run(Work);
            Task second = pool.Run(Work);
            first.Await();
            second.Await();
            Assert.AreEqual(4, done);

            void Work()
            {
                int before = done;
                scheduler.Point();
                done = before + 2;
            }
        },
        ["more frames than threads"] = static _ =>
        {
            using CoroutineThreadPool pool = new(new CoroutineThreadPoolOptions { MaxThreads = 2 });
            using CoroutineScheduler frames = new(new CoroutineSchedulerOptions { ThreadPool = pool });
            int ended = 0;
            Frame.AwaitAll([.. Enumerable.Range(0, 4).Select(_ => frames.Start(() =>
            {
                Coroutine.Yield();
                ended++;
            }))]);
            Assert.AreEqual(4, ended);
        },
        ["an async method at a queue"] = static scheduler =>
        {
            CoroutineQueue<int> queue = new(0);
            scheduler.Start(() => queue.Enqueue(7));
            Assert.AreEqual(7, queue.DequeueAsync().AsTask().Await());
        },
        ["the shared pool"] = static _ => Assert.AreEqual(1, CoroutineThreadPool.Shared.Run(static () => 1).Await()),
    };

    public static IEnumerable<string> Right => s_right.Keys;

    [TestMethod]
    [DynamicData(nameof(Right))]
    public void Run_RightProgram_RaisesNoAlarm(string program)
    {
        ExploreResult result = Pass(s_right[program]);

        Assert.AreEqual(300, result.Schedules);
    }

    [TestMethod]
    [DynamicData(nameof(Right))]
    public void Run_SameSeed_GoesTheSameWay(string program)
    {
        (int Picks, int Hash) first = Record(s_right[program], 100);
        Record(s_right["bounded queue"], 10);
        (int Picks, int Hash) second = Record(s_right[program], 100);

        Assert.AreEqual(first, second);
    }

    [TestMethod]
    public void Run_SameSeedForManySchedules_GoesTheSameWay()
    {
        (int Picks, int Hash) first = Record(LoseNothing, 2000);
        (int Picks, int Hash) second = Record(LoseNothing, 2000);

        Assert.AreEqual(first, second);
        Assert.IsGreaterThan(2000, first.Picks);

        static void LoseNothing(TestScheduler scheduler)
        {
            s_right["select"](scheduler);
            s_right["bounded queue"](scheduler);
        }
    }

    private static (int Picks, int Hash) Record(Action<TestScheduler> program, long schedules)
    {
        RecordingStrategy strategy = new(Strategy.RandomWalk);
        Explore.Run(program, new ExploreOptions { Seed = 3, Schedules = schedules, Strategy = strategy });
        return (strategy.Picks, strategy.Hash);
    }

    private static void EnqueueAll(CoroutineQueue<int> queue, params int[] items)
    {
        foreach (int item in items)
        {
            queue.Enqueue(item);
        }
    }

    // Right under one baton, though the frames read, wait and write: nothing between the two waits is interrupted.
    private static void AddUnderOneBaton()
    {
        int sum = 0;
        Frame.AwaitAll(Coroutine.Async(Add), Coroutine.Async(Add), Coroutine.Async(Add));
        Assert.AreEqual(3, sum);

        void Add()
        {
            Coroutine.Yield();
            int read = sum;
            TestScheduler.Current!.Point("no other frame comes between");
            sum = read + 1;
        }
    }

    private static IEnumerable<int> Count(int count) => Coroutine.Generate<int>(yielder =>
    {
        for (int i = 0; i < count; i++)
        {
            yielder.Suspend(i);
        }
    });
}
