using System.Diagnostics;
using System.Diagnostics.Metrics;
using Baton.Hosting;

namespace Baton.Tests;

/// <summary>The gauge <c>baton.schedulers.oldest_turn</c> shows how old the turn is, and not how old its frame.</summary>
[TestClass]
public sealed class OldestTurnTests : SchedulerTest
{
    private volatile int _step; // how far the test lets the frame go

    [TestMethod]
    public void OldestTurn_TheTurnIsLong_Grows_AndANewTurnBeginsAnew()
    {
        using CoroutineScheduler scheduler = new(new CoroutineSchedulerOptions
        {
            ThreadPool = Pool,
            Name = "gauged",
            LongTurn = Timeout.InfiniteTimeSpan,
        });
        Frame frame = scheduler.Start(
            () =>
            {
                ComputeUntil(1);
                Coroutine.Delay(TimeSpan.FromMilliseconds(1));
                _step = 2;
                ComputeUntil(3);
            },
            "computes");
        Eventually.True(() => frame.Core.State == FrameState.Running, "it runs");
        LongEnough.For(300);
        Assert.AreEqual(0, Read(), "nobody has looked at this turn before");
        Eventually.True(() => Read() > 0.3, "the turn is long");

        long begin = Stopwatch.GetTimestamp();
        _step = 1;
        Eventually.True(() => _step == 2 && frame.Core.State == FrameState.Running, "the next turn has begun");
        double second = Read();
        double elapsed = Stopwatch.GetElapsedTime(begin).TotalSeconds;
        _step = 3;
        frame.Await();

        Assert.IsLessThanOrEqualTo(elapsed, second, "a look that is repeated on a busy machine may see some of its age");
    }

    // Gauges of their own look anew.
    private static double Read()
    {
        using FrameGauges gauges = new(new HostedNames(), null);
        using MeterListener listener = new();
        double read = double.NaN;
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Name == "baton.schedulers.oldest_turn")
            {
                self.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<double>((_, value, tags, _) => read = tags[0].Value is "gauged" ? value : read);
        listener.Start();
        gauges.Start();
        listener.RecordObservableInstruments();
        return read;
    }

    private void ComputeUntil(int step)
    {
        while (_step < step)
        {
            Thread.SpinWait(100);
        }
    }
}
