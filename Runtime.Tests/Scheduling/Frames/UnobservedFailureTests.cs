using System.Runtime.CompilerServices;

namespace Baton.Tests;

/// <summary>Failures that no code asks for reach the event and the option's callback, once each.</summary>
[TestClass]
public sealed class UnobservedFailureTests : SchedulerTest
{
    private readonly List<UnobservedFailureEventArgs> _byEvent = [];
    private readonly List<UnobservedFailureEventArgs> _byOption = [];

    private CoroutineSchedulerOptions Told => new()
    {
        ThreadPool = Pool,
        OnUnobservedFailure = failure =>
        {
            Add(_byOption, failure);
            throw new FormatException("the handler's own");
        },
    };

    [TestInitialize]
    public void Listen() => CoroutineScheduler.UnobservedFailure += OnFailure;

    [TestCleanup]
    public void StopListening() => CoroutineScheduler.UnobservedFailure -= OnFailure;

    [TestMethod]
    public void FrameOfADisposedScheduler_IsToldOnceToBoth()
    {
        InvalidTimeZoneException failure = new();
        using (CoroutineScheduler scheduler = new(Told))
        {
            Frame frame = scheduler.Start(() => throw failure);
            Eventually.True(() => frame.IsCompleted, "the frame ends");
        }

        ExpectedUnobserved = 1;
        AssertTold(failure, _byEvent);
        AssertTold(failure, _byOption);
    }

    [TestMethod]
    public void FramesOfADisposedScheduler_EachIsToldWithItsFrame()
    {
        Exception[] failures = [new InvalidTimeZoneException("1"), new InvalidTimeZoneException("2")];
        CoroutineScheduler scheduler = new(Told);
        Frame pump = scheduler.Start(() => throw failures[0], "pump");
        Frame valve = scheduler.Start(() => throw failures[1], "valve");
        Eventually.True(() => pump.IsCompleted && valve.IsCompleted, "the frames end");
        scheduler.Dispose();

        ExpectedUnobserved = 2;
        foreach (List<UnobservedFailureEventArgs> told in new[] { _byEvent, _byOption })
        {
            Assert.AreSequenceEqual([pump.Core, valve.Core], told.Select(failure => failure.Frame?.Core));
            Assert.AreSequenceEqual(failures, told.Select(failure => failure.Exception));
            Assert.AreSequenceEqual(["frame 'pump'", "frame 'valve'"], told.Select(failure => failure.Description.Split(" (")[0]));
        }
    }

    [TestMethod]
    public void FrameThatIsGarbage_IsToldWithItsFrame()
    {
        InvalidTimeZoneException failure = new();
        using CoroutineScheduler scheduler = new(Told);
        StartAndDrop(scheduler, failure);

        Eventually.True(
            () =>
            {
                GC.Collect();
                GC.WaitForPendingFinalizers();
                return Count(_byEvent) > 0;
            },
            "the failure is told");

        ExpectedUnobserved = 1;
        AssertTold(failure, _byEvent);
        AssertTold(failure, _byOption);
        Assert.AreEqual("dropped", _byEvent[0].Frame!.Name);
        StringAssert.Contains(_byEvent[0].Description, "frame 'dropped'");
    }

    [TestMethod]
    public void CoroutineThatFailsInItsCleanUp_IsToldWithoutAFrame()
    {
        InvalidTimeZoneException failure = new();
        StartAndDrop(failure);
        ExpectedDropped = 1;

        Eventually.True(
            () =>
            {
                GC.Collect();
                GC.WaitForPendingFinalizers();
                return Count(_byEvent) > 0;
            },
            "the failure is told");

        ExpectedUnobserved = 1;
        AssertTold(failure, _byEvent);
        Assert.IsNull(_byEvent[0].Frame);
        StringAssert.Contains(_byEvent[0].Description, "dropped one");
    }

    [TestMethod]
    public void FailureThatComesOutOfARun_IsNotTold()
    {
        Assert.ThrowsExactly<InvalidTimeZoneException>(() => CoroutineScheduler.Run(
            () => { Coroutine.Async(() => throw new InvalidTimeZoneException()); }, Told));

        Assert.AreEqual((0, 0), (Count(_byEvent), Count(_byOption)));
    }

    [TestMethod]
    public void FailureThatWasAwaited_IsNotTold()
    {
        using (CoroutineScheduler scheduler = new(Told))
        {
            Assert.ThrowsExactly<InvalidTimeZoneException>(scheduler.Start(() => throw new InvalidTimeZoneException()).Await);
        }

        Assert.AreEqual((0, 0), (Count(_byEvent), Count(_byOption)));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void StartAndDrop(CoroutineScheduler scheduler, Exception failure)
    {
        Frame frame = scheduler.Start(() => throw failure, "dropped");
        Eventually.True(() => frame.IsCompleted, "the frame ends");
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void StartAndDrop(Exception failure)
    {
        Coroutine<int> coroutine = Coroutine.Create<int>(
            yielder =>
            {
                try
                {
                    yielder.Suspend(1);
                    return 1;
                }
                finally
                {
                    Throw(failure);
                }
            },
            new CoroutineOptions { ThreadPool = Pool, Name = "dropped one" });
        coroutine.Resume();
    }

    private static void Throw(Exception failure) => throw failure;

    private static void AssertTold(Exception failure, List<UnobservedFailureEventArgs> told)
    {
        lock (told)
        {
            Assert.HasCount(1, told);
            Assert.AreSame(failure, told[0].Exception);
        }
    }

    private static int Count(List<UnobservedFailureEventArgs> told)
    {
        lock (told)
        {
            return told.Count;
        }
    }

    private static void Add(List<UnobservedFailureEventArgs> told, UnobservedFailureEventArgs failure)
    {
        lock (told)
        {
            told.Add(failure);
        }
    }

    private void OnFailure(object? sender, UnobservedFailureEventArgs failure)
    {
        if (failure.Exception is InvalidTimeZoneException)
        {
            Add(_byEvent, failure);
        }
    }
}
