namespace Baton.Tests;

/// <summary>Select on the end of frames.</summary>
[TestClass]
public sealed class SelectFrameTests : QueueTest
{
    private readonly CoroutineQueue<int> _queue = new(0);

    [TestMethod]
    [TestProperty("Conformance", "KSEL-13")]
    public void On_FrameHasEnded_GivesItsResult() => Run(() =>
    {
        Frame<int> frame = Coroutine.Async(() => 7);
        int result = 0;

        Assert.AreEqual(1, Select.AnyOrDefault(_queue.OnDequeue(_ => { }), Select.On(frame, value => result = value)));

        Assert.AreEqual(7, result);
    });

    [TestMethod]
    [TestProperty("Conformance", "KSEL-13")]
    public void On_FrameEndsLater_WakesTheSelectAndOthersRunMeanwhile()
    {
        Run(() =>
        {
            Frame frame = Coroutine.Async(() =>
            {
                Coroutine.Yield();
                Log.Add("ends");
            });
            Assert.AreEqual(-1, Select.AnyOrDefault(Select.On(frame)));
            Log.Add($"case{Select.Any(_queue.OnDequeue(_ => { }), Select.On(frame, () => Log.Add("called")))}");
        });

        AssertLog("ends called case1");
        Assert.AreEqual(0, _queue.Core.Places);
    }

    [TestMethod]
    [DataRow(Party.Thread)]
    [DataRow(Party.Frame)]
    [DataRow(Party.Async)]
    public void On_FrameOfAnotherScheduler_WakesEachKind(Party kind)
    {
        TaskCompletionSource gate = new();
        using CoroutineScheduler other = new(OnPool);
        Frame frame = other.Start(gate.Task.Await);
        PartyRun selects = Selects(kind, _queue.OnDequeue(_ => { }), Select.On(frame, () => Log.Add("called")));
        selects.UntilItWaits(_queue, 1);

        gate.SetResult();
        selects.Join();

        AssertLog("called");
    }

    [TestMethod]
    [TestProperty("Conformance", "KSEL-13")]
    [DataRow(false)]
    [DataRow(true)]
    public void On_FrameFails_ThrowsTheSameObjectAndTheFailureIsSeen(bool later)
    {
        InvalidTimeZoneException failure = new();
        Run(() =>
        {
            Frame frame = Coroutine.Async(() =>
            {
                if (later)
                {
                    Coroutine.Yield();
                }

                throw failure;
            });

            Assert.AreSame(failure, Assert.ThrowsExactly<InvalidTimeZoneException>(
                () => Select.Any(_queue.OnDequeue(_ => { }), Select.On(frame, () => Log.Add("called")))));
        }); // and the run does not throw it again

        AssertLog(string.Empty);
    }

    [TestMethod]
    public void On_FrameLosesAndFailsLater_TheRunThrowsIt()
    {
        Exception seen = Assert.ThrowsExactly<InvalidTimeZoneException>(() => Run(() =>
        {
            TaskCompletionSource gate = new();
            Frame frame = Coroutine.Async(() =>
            {
                gate.Task.Await();
                throw new InvalidTimeZoneException("unseen");
            });
            Assert.AreEqual(1, Select.Any(Select.On(frame), Select.After(TimeSpan.FromMilliseconds(1))));
            gate.SetResult();
        }));

        Assert.AreEqual("unseen", seen.Message);
    }

    [TestMethod]
    public void On_FrameLosesAndFails_NoTaskIsLeftUnobserved()
    {
        CountingFailure();

        int count = UnobservedTasks.CountDuring<InvalidTimeZoneException>(CountingFailure);

        Assert.AreEqual(0, count);

        void CountingFailure() => Assert.ThrowsExactly<InvalidTimeZoneException>(() => Run(() =>
        {
            Frame frame = Coroutine.Async(() =>
            {
                Coroutine.Yield();
                Coroutine.Yield();
                throw new InvalidTimeZoneException();
            });
            Coroutine.Async(() => _queue.Enqueue(1));
            Select.Any(Select.On(frame), _queue.OnDequeue(_ => { }));
            Select.Any(Select.On(frame), Select.After(TimeSpan.Zero));
        }));
    }

    [TestMethod]
    [TestProperty("Conformance", "KSEL-13")]
    public void On_FrameIsCanceled_ThrowsThat() => Run(() =>
    {
        Frame frame = Coroutine.Async(() => Coroutine.Delay(Timeout.InfiniteTimeSpan));
        Coroutine.Async(() =>
        {
            Coroutine.Yield();
            frame.Cancel();
        });

        Assert.Throws<OperationCanceledException>(() => Select.Any(_queue.OnDequeue(_ => { }), Select.On(frame)));

        Coroutine.Yield(); // this frame itself is not
    });

    [TestMethod]
    [TestProperty("Conformance", "KSEL-13")]
    public void On_TwoFrames_TheFirstToEndWins() => Run(() =>
    {
        TaskCompletionSource never = new();
        Frame slow = Coroutine.Async(never.Task.Await);
        Frame quick = Coroutine.Async(Coroutine.Yield);

        Assert.AreEqual(1, Select.Any(Select.On(slow), Select.On(quick)));

        never.SetResult();
    });

    [TestMethod]
    public void On_FrameAsACase_TellsWhichAndWhetherItHasEnded() => Run(() =>
    {
        Frame frame = Coroutine.Async(Coroutine.Yield, "bee");
        SelectCase one = Select.On(frame);

        Assert.AreEqual($"on frame 'bee' (#{frame.Core.Id}): not ended", one.ToString());
        Assert.AreEqual($"frame 'bee' (#{frame.Core.Id}): ready to run", frame.ToString());
        frame.Await();
        Assert.AreEqual($"on frame 'bee' (#{frame.Core.Id}): ended", one.ToString());
        Assert.AreEqual($"frame 'bee' (#{frame.Core.Id}): ended", frame.ToString());
    });

    [TestMethod]
    public void FrameToString_WaitsAtAQueue_SaysSoInWords() => Run(() =>
    {
        Frame frame = Coroutine.Async(() => { _queue.Dequeue(); });

        StringAssert.EndsWith(frame.ToString(), ": waits for something outside its scheduler: a task, a time or a queue");

        _queue.Enqueue(1);
    });
}
