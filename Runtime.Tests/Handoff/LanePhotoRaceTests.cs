namespace Baton.Tests;

/// <summary>Photos without end of both sides of a handoff: no message is lost, none is taken twice, and the order stays.</summary>
[TestClass]
public sealed class LanePhotoRaceTests : CoroutineTest
{
    private const int Rounds = 3000;

    private readonly Lane<int> _there = new();
    private readonly Lane<int> _back = new();
    private readonly SpinLease _lease = new();

    [TestCleanup]
    public void ReleaseLease() => _lease.Release();

    [TestMethod]
    [DataRow(Timeout.Infinite, false, 1)]
    [DataRow(1, false, 1)]
    [DataRow(LaneBase.UntilInterrupted, true, 1)]
    [DataRow(-3, true, 1)]
    [DataRow(Timeout.Infinite, true, 2)]
    public void TryPhotograph_RacingWithPassesAndGivingUp_LosesNothing(int timeout, bool interrupts, int photographers)
    {
        using ForcedParking forced = new();
        Random random = new(20261129);
        bool isOver = false;
        int photos = 0;
        TestThread taker = TestThread.Start(() => Answer(timeout));
        TestThread[] cameras = [.. Enumerable.Range(0, photographers).Select(_ => TestThread.Start(() =>
        {
            while (!Volatile.Read(ref isOver))
            {
                foreach (LaneBase lane in new LaneBase[] { _there, _back })
                {
                    HeldPose pose = HeldPose.Free();
                    if (lane.TryPhotograph(pose))
                    {
                        pose.UntilAnswered();
                        Interlocked.Increment(ref photos);
                    }
                }

                if (interrupts)
                {
                    taker.Thread.Interrupt();
                }
            }
        }))];

        SpinTuner tuner = default;
        for (int i = 0; i < Rounds || Volatile.Read(ref photos) < 10; i++)
        {
            Thread.SpinWait(random.Next(200)); // so that the pass meets the pose at every point of it
            _there.Pass(i);
            Assert.AreEqual(i, _back.Take(_lease, ref tuner));
        }

        Volatile.Write(ref isOver, true);
        Array.ForEach(cameras, static camera => camera.Join());
        _there.Pass(-1);
        taker.Join();
    }

    private void Answer(int timeout)
    {
        SpinTuner tuner = default;
        for (int message = 0; message >= 0;)
        {
            while (!_there.TryTake(timeout, _lease, ref tuner, out message))
            {
                TestThread.TakePendingInterrupt();
            }

            if (message >= 0)
            {
                _back.Pass(message);
            }
        }

        TestThread.TakePendingInterrupt();
    }
}
