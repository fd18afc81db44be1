namespace Baton.Tests;

/// <summary>
/// A clock that runs other code while a select sets its timer, as clocks for tests do that fire all that is due: the select's wait has
/// begun then, and its frame still runs.
/// </summary>
[TestClass]
public sealed class SelectClockTests : QueueTest
{
    private readonly BusyClock _clock = new();
    private readonly CoroutineQueue<int> _queue = new(0);

    private CoroutineSchedulerOptions OnClock => new() { ThreadPool = Pool, TimeProvider = _clock };

    [TestMethod]
    public void Any_FrameIsCanceledAndAnotherWokenWhileTheTimerIsSet_IsCanceled()
    {
        CoroutineScheduler.Run(
            () =>
            {
                Frame<int> woken = Coroutine.Async(() => SelectFor(10));
                Frame? canceled = null;
                canceled = Coroutine.Async(() =>
                {
                    Coroutine.Yield();
                    _clock.OnCreate = () =>
                    {
                        TestThread.Run("Cancels", canceled!.Cancel);
                        _clock.Time.Advance(10);
                    };
                    SelectFor(500);
                });
                Assert.AreEqual(1, woken.Await());

                Coroutine.Yield();
                _clock.Time.Advance(1000);
                Assert.Throws<OperationCanceledException>(canceled.Await);
            },
            OnClock);

        Assert.AreEqual(0, _queue.Core.Places);
        Assert.AreEqual(0, _clock.Time.Pending);
    }

    [TestMethod]
    public void Any_TokenFiresAndAnotherIsWokenWhileTheTimerIsSet_EndsOnceForTheSchedulerToo()
    {
        CoroutineScheduler.Run(
            () =>
            {
                Frame<int> woken = Coroutine.Async(() => SelectFor(10));
                using CancellationTokenSource source = new();
                _clock.OnCreate = () =>
                {
                    source.Cancel();
                    _clock.Time.Advance(10);
                };
                Assert.ThrowsExactly<OperationCanceledException>(() => SelectFor(500, source.Token));
                Assert.AreEqual(1, woken.Await());

                // Nothing outside is waited for any more: frames that wait for each other are told.
                Frame? second = null;
                Frame first = Coroutine.Async(() =>
                {
                    Coroutine.Yield();
                    second!.Await();
                });
                second = Coroutine.Async(first.Await);
                Assert.Throws<CoroutineDeadlockException>(first.Await);
            },
            OnClock);

        Assert.AreEqual(0, _queue.Core.Places);
    }

    private int SelectFor(int milliseconds, CancellationToken token = default) =>
        Select.Any([_queue.OnDequeue(_ => { }), Select.After(TimeSpan.FromMilliseconds(milliseconds))], token);

    private sealed class BusyClock : TimeProvider
    {
        internal ManualTime Time { get; } = new();

        internal Action? OnCreate { get; set; }

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            Action? busy = OnCreate;
            OnCreate = null;
            busy?.Invoke();
            return Time.CreateTimer(callback, state, dueTime, period);
        }
    }
}
