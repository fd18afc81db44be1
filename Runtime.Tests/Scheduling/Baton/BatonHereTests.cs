namespace Baton.Tests;

/// <summary>
/// Other people's code on the thread of a frame: whether the thread has the baton then or not, what the code does harms no scheduler. It
/// works, or is refused.
/// </summary>
[TestClass]
public sealed class BatonHereTests : SchedulerTest
{
    private const int Crowd = 8;

    private static readonly string[] s_places =
    [
        "listener, a coroutine gets a thread", "listener, a frame gets a thread", "listener, blocked", "listener, gave way",
        "first chance, no thread for a frame", "first chance, resumer is parked", "first chance, frame is parked",
        "token's callback", "static initializer", "sent by the context", "clock makes a select's timer", "clock ends a select's timer",
        "clock makes a delay's timer", "clock ends a delay's timer",
    ];

    private static readonly string[] s_acts =
    [
        "enqueue", "dequeue", "complete", "cancel a frame", "cancel a scope", "start", "start in a scope", "open a scope", "yield", "await",
        "await a frame", "delay", "select", "cancel itself",
    ];

    [ThreadStatic]
    private static bool s_isIn;

    private readonly CoroutineQueue<int> _items = new();
    private readonly CoroutineQueue<int> _room = new(0);
    private readonly CoroutineQueue<int> _end = new();
    private readonly TaskCompletionSource _later = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Action? _act; // runs once, where the place is
    private int _acted;

    public static IEnumerable<object[]> Cells => s_places.SelectMany(place => s_acts.Select(act => new object[] { place, act }));

    [TestMethod]
    [DynamicData(nameof(Cells))]
    public void ForeignCodeOnAFramesThread_AllFramesEnd(string place, string act)
    {
        TestThread run = TestThread.Start(() => RunWith(place, act), "Run");

        run.Join();

        Assert.AreEqual(1, _acted, "the place was reached");
    }

    private void RunWith(string place, string act)
    {
        CoroutineThreadPoolOptions limits = new() { Name = "Here", MaxThreads = 64 };

        // A budget of the cell's own: a thread that is refused keeps its budget low for some seconds.
        using CoroutineThreadPool pool = new(limits, new ThreadBudget(_ => new SeenRoom(10_000), new HurriedClock()), StartThread);
        CoroutineSchedulerOptions options = new()
        {
            ThreadPool = pool,
            Blocking = place == "listener, gave way" ? BlockingMode.Yield : BlockingMode.Hold,
            BlockingGrace = TimeSpan.Zero,
            TimeProvider = place.StartsWith("clock", StringComparison.Ordinal) ? new ActingClock(place, TakePlace) : TimeProvider.System,
        };
        CoroutineScheduler.Run(() => Swallow(() => CoroutineScope.Run(scope => InScope(scope, place, act, pool))), options);
    }

    private void InScope(CoroutineScope scope, string place, string act, CoroutineThreadPool pool)
    {
        List<Frame> frames = [];
        Frame victim = Coroutine.Async(() => Swallow(() => Coroutine.Delay(Timeout.InfiniteTimeSpan)));
        for (int i = 0; i < Crowd; i++)
        {
            frames.Add(Coroutine.Async(() => Swallow(() => _items.Dequeue())));
            frames.Add(Coroutine.Async(() => Swallow(() => _room.Enqueue(1))));
            scope.Async(() => Swallow(() => _end.Dequeue()));
        }

        Frame actor = null!;
        actor = Coroutine.Async(() =>
        {
            Coroutine.Yield();
            _act = () => Act(act, scope, victim, actor);
            Swallow(() => Reach(place, pool));
        });
        Frame beside = Coroutine.Async(() =>
        {
            for (int i = 0; i < 100; i++)
            {
                Coroutine.Yield();
            }
        });
        Swallow(actor.Await);
        Swallow(beside.Await); // the scope may be canceled
        Swallow(beside.Await);
        _later.TrySetResult();
        victim.Cancel();
        for (int i = 0; i < 2 * Crowd; i++)
        {
            _items.TryEnqueue(i);
            _end.TryEnqueue(i);
            _room.TryDequeue(out _);
        }

        frames.ForEach(frame => Swallow(frame.Await));
        Swallow(victim.Await);
    }

    private void Act(string act, CoroutineScope scope, Frame victim, Frame actor)
    {
        switch (act)
        {
            case "enqueue":
                for (int i = 0; i < Crowd; i++)
                {
                    _items.TryEnqueue(i);
                }

                break;
            case "dequeue":
                while (_room.TryDequeue(out _))
                {
                }

                break;
            case "complete":
                _items.Complete();
                break;
            case "cancel a frame":
                victim.Cancel();
                break;
            case "cancel a scope":
                scope.Cancel();
                break;
            case "start":
                Coroutine.Async(Coroutine.Yield);
                break;
            case "start in a scope":
                scope.Async(Coroutine.Yield);
                break;
            case "open a scope":
                CoroutineScope.Run(inner => inner.Async(Coroutine.Yield));
                break;
            case "yield":
                Coroutine.Yield();
                break;
            case "await":
                Late.After(5).Await();
                break;
            case "await a frame":
                Coroutine.Async(Coroutine.Yield).Await();
                break;
            case "delay":
                Coroutine.Delay(TimeSpan.FromMilliseconds(2));
                break;
            case "select":
                Select.Any(Select.On(Late.After(5)));
                break;
            default:
                actor.Cancel();
                break;
        }
    }

    private void Reach(string place, CoroutineThreadPool pool)
    {
        switch (place)
        {
            case "listener, a coroutine gets a thread":
                using (new ActingListener("ThreadStarted", TakePlace))
                using (Coroutine<int> coroutine = Coroutine.Create<int>(
                    _ =>
                    {
                        _items.TryEnqueue(0);
                        return 1;
                    },
                    new CoroutineOptions { ThreadPool = pool, FreshThread = true }))
                {
                    coroutine.Resume();
                    Eventually.True(() => _acted > 0, place);
                }

                break;
            case "listener, a frame gets a thread":
                using (new ActingListener("ThreadStarted", TakePlace))
                {
                    Frame[] more =
                        [.. Enumerable.Range(0, 20).Select(_ => Coroutine.Async(() => _items.TryEnqueue(0) ? 0 : _later.Task.Id))];
                    pool.Run(() => { }).Await();
                    using Coroutine<int> coroutine = Coroutine.Create<int>(
                        _ => 1, new CoroutineOptions { ThreadPool = pool, FreshThread = true });
                    coroutine.Resume(); // a thread is started at last
                    Eventually.True(() => _acted > 0, place);
                }

                break;
            case "listener, blocked" or "listener, gave way":
                using (new ActingListener(place == "listener, blocked" ? "FrameBlocked" : "FrameGaveWay", TakePlace))
                {
                    TestThread ends = TestThread.Start(() =>
                    {
                        Eventually.True(() => _acted > 0, place);
                        _later.TrySetResult();
                    });
                    _later.Task.Wait();
                    ends.Join();
                }

                break;
            case "first chance, no thread for a frame":
                FirstChance.Handle<OutOfMemoryException>(TakePlace, () =>
                {
                    Frame[] more = [.. Enumerable.Range(0, 50).Select(_ => _acted > 0 ? null : Coroutine.Async(() => _later.Task.Await()))
                        .OfType<Frame>()];
                    _later.TrySetResult();
                });
                break;
            case "first chance, resumer is parked":
                FirstChance.Handle<ThreadInterruptedException>(TakePlace, () => ResumeWhatInterrupts(pool));
                break;
            case "first chance, frame is parked":
                FirstChance.Handle<ThreadInterruptedException>(TakePlace, () =>
                {
                    Thread me = Thread.CurrentThread;
                    TestThread interrupts = TestThread.Start(() =>
                    {
                        Eventually.Parked(me);
                        me.Interrupt();
                        Eventually.True(() => _acted > 0, place);
                        _later.TrySetResult();
                    });
                    _later.Task.Await();
                    interrupts.Join();
                });
                break;
            case "token's callback":
                Frame registered = Coroutine.Async(() =>
                {
                    Coroutine.CancellationToken.Register(TakePlace);
                    Coroutine.Delay(Timeout.InfiniteTimeSpan);
                });
                registered.Cancel();
                break;
            case "static initializer":
                InitializedType.New(_ =>
                {
                    TakePlace();
                    return 0;
                })();
                break;
            case "sent by the context":
                SynchronizationContext.Current!.Send(_ => TakePlace(), null);
                break;
            case "clock makes a select's timer" or "clock ends a select's timer":
                TestThread sets = TestThread.Start(() => _later.TrySetResult());
                Select.Any(Select.On(_later.Task), Select.On(new TaskCompletionSource().Task), Select.After(TimeSpan.FromMilliseconds(20)));
                if (_acted == 0)
                {
                    Select.Any(Select.On(new TaskCompletionSource().Task), Select.After(TimeSpan.FromMilliseconds(2)));
                }

                sets.Join();
                break;
            default:
                Coroutine.Delay(TimeSpan.FromMilliseconds(2));
                Eventually.True(() => _acted > 0, place);
                break;
        }
    }

    private void ResumeWhatInterrupts(CoroutineThreadPool pool)
    {
        Thread resumer = Thread.CurrentThread;
        using Coroutine<int> coroutine = Coroutine.Create<int>(
            _ =>
            {
                Eventually.Parked(resumer);
                resumer.Interrupt();
                while (_acted == 0)
                {
                    _items.TryEnqueue(0); // at the same time as the handler
                    _room.TryDequeue(out int _);
                    Thread.Yield();
                }

                return 1;
            },
            new CoroutineOptions { ThreadPool = pool });
        coroutine.Resume();
        TestThread.TakePendingInterrupt();
    }

    private void TakePlace()
    {
        if (!s_isIn && Interlocked.Exchange(ref _act, null) is { } act)
        {
            s_isIn = true;
            try
            {
                act();
            }
            catch (Exception e) when (e is InvalidOperationException or OperationCanceledException)
            {
                // refused, or canceled by what it did itself
            }
            finally
            {
                s_isIn = false;
                Interlocked.Increment(ref _acted);
            }
        }
    }

    // In one place the system has no thread, until the foreign code has run.
    private void StartThread(Worker worker)
    {
        if (FrameCore.Current is { State: FrameState.Lending } && _act is not null && IsOutOfThreads)
        {
            throw new InsufficientMemoryException(); // a kind of OutOfMemoryException
        }

        worker.Start();
    }

    private bool IsOutOfThreads => TestContext.TestData is [string place, ..] && place == "first chance, no thread for a frame";

    private static void Swallow(Action action)
    {
        try
        {
            action();
        }
        catch (Exception e) when (e is OperationCanceledException or QueueCompletedException or ThreadInterruptedException)
        {
            // what the act has done
        }
    }
}
