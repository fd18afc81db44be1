using System.Diagnostics.Metrics;
using System.Diagnostics.Tracing;

namespace Baton.Tests;

/// <summary>Listeners that throw, from the first moment on: each in a process of its own, where nothing of Baton was made before.</summary>
[TestClass]
[BesideOthers]
public sealed class ListenerFaultTests
{
    private const string Steps = "1 2 3";

    [TestMethod]
    [DataRow(nameof(MeterListenerThrowsWhenPublished))]
    [DataRow(nameof(MeterListenerThrowsWhenMeasured))]
    [DataRow(nameof(EventListenerThrowsWhenTheSourceIsCreated))]
    [DataRow(nameof(EventListenerThrowsAtEachEvent))]
    [DataRow(nameof(MeterListenerResumesCoroutines))]
    public async Task Steps_ListenerThrows_NothingIsLostAndLaterOnesHear(string scenario)
    {
        ChildProcess.Result result = await ChildProcess.RunAsync(scenario);

        Assert.AreEqual(0, result.ExitCode, result.ToString());
    }

    [ChildScenario]
    private static int MeterListenerThrowsWhenPublished(string[] _)
    {
        using FailureProbe probe = new();
        using MeterListener listener = new()
        {
            InstrumentPublished = (instrument, _) => ThrowIf(instrument.Meter.Name == "Baton"),
        };
        listener.Start();
        AssertSteps();
        listener.Dispose();
        AssertSteps();

        using MeterProbe later = new("baton.coroutines.resumes");
        AssertSteps();
        Assert.AreEqual(3, later.Value("baton.coroutines.resumes"));
        Assert.HasCount(19, later.Published);
        Assert.IsGreaterThan(0, probe.Told);
        return 0;
    }

    [ChildScenario]
    private static int MeterListenerThrowsWhenMeasured(string[] _)
    {
        using FailureProbe probe = new();
        using MeterListener listener = new()
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name == "Baton")
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((_, _, _, _) => ThrowIf(true));
        listener.Start();
        AssertSteps();
        Assert.IsGreaterThan(0, probe.Told);
        return 0;
    }

    [ChildScenario]
    private static int EventListenerThrowsWhenTheSourceIsCreated(string[] _)
    {
        using ThrowingListener listener = new(atCreation: true);
        AssertSteps();
        return 0;
    }

    [ChildScenario]
    private static int EventListenerThrowsAtEachEvent(string[] _)
    {
        using ThrowingListener listener = new(atCreation: false);
        AssertSteps();
        return 0;
    }

    [ChildScenario]
    private static int MeterListenerResumesCoroutines(string[] _)
    {
        using MeterListener listener = new()
        {
            InstrumentPublished = (instrument, _) =>
            {
                if (instrument.Meter.Name == "Baton")
                {
                    AssertSteps();
                }
            },
        };
        listener.Start();
        AssertSteps();
        return 0;
    }

    private static void AssertSteps()
    {
        using Coroutine<int> coroutine = Coroutine.Create<int>(yielder =>
        {
            yielder.Suspend(1);
            yielder.Suspend(2);
            return 3;
        });
        Assert.AreEqual(Steps, $"{coroutine.Resume()} {coroutine.Resume()} {coroutine.Resume()}");
        Assert.AreEqual(7, CoroutineScheduler.Run(() => Coroutine.Async(() => 7).Await()));
    }

    private static void ThrowIf(bool condition)
    {
        if (condition)
        {
            throw new UnprintableException();
        }
    }

    private sealed class ThrowingListener(bool atCreation) : EventListener
    {
        protected override void OnEventSourceCreated(EventSource eventSource)
        {
            if (eventSource.Name == "Baton")
            {
                ThrowIf(atCreation);
                EnableEvents(eventSource, EventLevel.Verbose);
            }
        }

        protected override void OnEventWritten(EventWrittenEventArgs eventData) => ThrowIf(eventData.EventSource.Name == "Baton");
    }

    private sealed class FailureProbe : EventListener
    {
        private int _told; // events of failed listeners; interlocked

        internal int Told => Volatile.Read(ref _told);

        protected override void OnEventSourceCreated(EventSource eventSource)
        {
            if (eventSource.Name == "Baton")
            {
                EnableEvents(eventSource, EventLevel.Error);
            }
        }

        protected override void OnEventWritten(EventWrittenEventArgs eventData)
        {
            if (eventData.EventName == "ListenerFailed")
            {
                Interlocked.Increment(ref _told);
            }
        }
    }
}
