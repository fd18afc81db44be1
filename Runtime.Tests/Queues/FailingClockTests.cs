using System.Diagnostics.Tracing;

namespace Baton.Tests;

/// <summary>A clock of the user's that fails: no item is lost, nothing stays registered, and its exception comes out or is told.</summary>
[TestClass]
public sealed class FailingClockTests : QueueTest
{
    private static readonly string[] s_faults =
    [
        "makes: throws", "makes: gives null", "makes: fires, then throws", "makes: fires", "makes: a partner comes, then throws",
        "ends: throws", "ends: throws, after it has fired", "fires twice", "fires late",
    ];

    private readonly CoroutineQueue<int> _queue = new();
    private readonly TaskCompletionSource _never = new();

    public static IEnumerable<object[]> Cells =>
        s_faults.SelectMany(fault => new[] { new object[] { fault, "select" }, new object[] { fault, "async select" } });

    [TestMethod]
    [DynamicData(nameof(Cells))]
    public async Task Select_ClockFails_TheItemIsTakenOrStays(string fault, string door)
    {
        FailingClock clock = new(fault, () => _queue.TryEnqueue(42));
        int got = 0;
        bool ended = false;
        using EventProbe events = new(EventLevel.Error);
        Task run = CoroutineScheduler.RunAsync(
            () =>
            {
                Frame partner = Coroutine.Async(() =>
                {
                    Coroutine.Yield();
                    _queue.TryEnqueue(42);
                });
                try
                {
                    SelectCase[] cases =
                        [_queue.OnDequeue(item => got += item), Select.On(_never.Task), Select.After(TimeSpan.FromSeconds(5))];
                    _ = door == "async select" ? Select.AnyAsync(cases).Await() : Select.Any(cases);
                }
                catch (InvalidDataException)
                {
                    // the clock's
                }
                catch (InvalidOperationException e) when (fault == "makes: gives null")
                {
                    StringAssert.Contains(e.Message, "null");
                }

                partner.Await();
                clock.FireAgain();
                Coroutine.Yield();
                ended = true;
            },
            new CoroutineSchedulerOptions { ThreadPool = Pool, TimeProvider = clock });

        await run.WaitAsync(TimeSpan.FromSeconds(30));

        int left = 0;
        while (_queue.TryDequeue(out int item))
        {
            left += item;
        }

        Assert.IsTrue(ended);
        Assert.AreEqual(0, (got + left) % 42);
        Assert.IsGreaterThan(0, got + left, "an item was lost");
        Assert.AreEqual(0, _queue.Core.Places, "waiters left in the queue");
        if (fault.StartsWith("ends: throws", StringComparison.Ordinal))
        {
            Eventually.True(() => events.Count("ClockFailed") > 0, "the clock's failure is told");
        }
    }

    [TestMethod]
    [DataRow("makes: throws", typeof(InvalidDataException))]
    [DataRow("makes: gives null", typeof(InvalidOperationException))]
    [DataRow("makes: fires, then throws", typeof(InvalidDataException))]
    [DataRow("makes: fires", null)]
    [DataRow("ends: throws, after it has fired", null)]
    [DataRow("fires twice", null)]
    public async Task Delay_ClockFails_ItsExceptionComesOutOrTheDelayIsOver(string fault, Type? expected)
    {
        FailingClock clock = new(fault, () => { });
        Exception? thrown = null;
        Task run = CoroutineScheduler.RunAsync(
            () =>
            {
                try
                {
                    Coroutine.Delay(TimeSpan.FromSeconds(5));
                }
                catch (Exception e)
                {
                    thrown = e;
                }

                clock.FireAgain();
                Coroutine.Yield();
            },
            new CoroutineSchedulerOptions { ThreadPool = Pool, TimeProvider = clock });

        await run.WaitAsync(TimeSpan.FromSeconds(30));

        Assert.AreEqual(expected, thrown?.GetType());
    }

    [TestMethod]
    public void Delay_CanceledAndTheTimerFailsToEnd_TheCancellationComesOut()
    {
        FailingClock clock = new("ends: throws", () => { });
        CoroutineScheduler.Run(
            () =>
            {
                Frame frame = Coroutine.Async(() => Coroutine.Delay(TimeSpan.FromHours(1)));
                frame.Cancel();
                Assert.Throws<OperationCanceledException>(frame.Await);
                Assert.ThrowsExactly<OperationCanceledException>(
                    () => Coroutine.Delay(TimeSpan.FromHours(1), new CancellationTokenSource(10).Token));
            },
            new CoroutineSchedulerOptions { ThreadPool = Pool, TimeProvider = clock });
    }

    [TestMethod]
    public void Select_CanceledAndTheTimerFailsToEnd_TheCancellationComesOutAndNothingStaysListed()
    {
        FailingClock clock = new("ends: throws", () => { });
        CoroutineScheduler.Run(
            () =>
            {
                Frame frame = Coroutine.Async(() => Select.Any(_queue.OnDequeue(_ => { }), Select.After(TimeSpan.FromHours(1))));
                frame.Cancel();
                Assert.Throws<OperationCanceledException>(frame.Await);
                Assert.AreEqual(0, _queue.Core.Places);
            },
            new CoroutineSchedulerOptions { ThreadPool = Pool, TimeProvider = clock });
    }

    private sealed class FailingClock(string fault, Action partner) : TimeProvider
    {
        private TimerCallback? _callback;
        private object? _state;

        internal void FireAgain()
        {
            if (fault is "fires twice" or "fires late")
            {
                _callback?.Invoke(_state);
            }
        }

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            (_callback, _state) = (callback, state);
            switch (fault)
            {
                case "makes: throws":
                    throw new InvalidDataException();
                case "makes: gives null":
                    return null!;
                case "makes: fires, then throws":
                    callback(state);
                    throw new InvalidDataException();
                case "makes: a partner comes, then throws":
                    partner();
                    throw new InvalidDataException();
                case "makes: fires":
                    callback(state);
                    break;
                case "fires twice" or "ends: throws, after it has fired":
                    ThreadPool.QueueUserWorkItem(_ =>
                    {
                        callback(state);
                        callback(state);
                    });
                    break;
                default:
                    break;
            }

            return new FailingTimer(fault.StartsWith("ends", StringComparison.Ordinal));
        }
    }

    private sealed class FailingTimer(bool fails) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose()
        {
            if (fails)
            {
                throw new InvalidDataException();
            }
        }

        public ValueTask DisposeAsync() => default;
    }
}
