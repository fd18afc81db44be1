namespace Baton.Tests.Itself;

/// <summary>Photos of a thread that waits in a lane, or listens to its bell.</summary>
internal static class PosePrograms
{
    internal static void PoseAndPass()
    {
        Lane<int> lane = new();
        CountedPose pose = new();
        bool isAsked = false;
        Strands.Run(
            ("passer", () => Require.That(lane.Pass(1), "nobody has closed the lane")),
            ("photographer", () => isAsked = lane.TryPhotograph(pose)),
            ("taker", () =>
            {
                SpinTuner tuner = default;
                Require.That(lane.Take(NoSpin.Instance, ref tuner) == 1, "another baton");
                CheckTaker(lane);
            }
        ));
        pose.Check(isAsked);
    }

    /// <summary>Two at once, of whom one at a time is accepted.</summary>
    internal static void TwoPoses()
    {
        Lane<int> lane = new();
        CountedPose[] poses = [new(), new()];
        bool[] areAsked = new bool[2];
        Strands.Run(
            ("first", () => areAsked[0] = lane.TryPhotograph(poses[0])),
            ("second", () =>
            {
                areAsked[1] = lane.TryPhotograph(poses[1]);
                Require.That(lane.Pass(1), "nobody has closed the lane");
            }
        ),
            ("taker", () =>
            {
                SpinTuner tuner = default;
                Require.That(lane.Take(NoSpin.Instance, ref tuner) == 1, "another baton");
                CheckTaker(lane);
            }
        ));
        poses[0].Check(areAsked[0]);
        poses[1].Check(areAsked[1]);
    }

    /// <summary>The taker's time comes due at any moment, also during the pose. Then it closes the lane.</summary>
    internal static void PoseAndTimeOut()
    {
        Lane<string> lane = new();
        CountedPose pose = new();
        bool isAsked = false;
        bool isTaken = false;
        bool isPassed = false;
        Strands.Run(
            ("passer", () => isPassed = lane.Pass("the baton")),
            ("photographer", () => isAsked = lane.TryPhotograph(pose)),
            ("taker", () =>
            {
                SpinTuner tuner = default;
                isTaken = lane.TryTake(5, NoSpin.Instance, ref tuner, out string message);
                if (!isTaken && !lane.TryClose())
                {
                    isTaken = lane.TryTake(0, NoSpin.Instance, ref tuner, out message);
                    Require.That(isTaken, "a lane that cannot be closed has a baton");
                }

                Require.That(!isTaken || message == "the baton", "another message");
                CheckTaker(lane);
            }
        ));
        Require.That(isTaken == isPassed, $"passed: {isPassed}, taken: {isTaken}");
        pose.Check(isAsked);
    }

    /// <summary>A thread listens for a while, and a pose comes at any moment.</summary>
    internal static void RingBell()
    {
        Bell bell = new();
        CountedPose pose = new();
        bool isAsked = false;
        Strands.Run(
            ("photographer", () => isAsked = bell.TryRing(pose)),
            ("listener", () =>
            {
                for (int i = 0; i < 2; i++)
                {
                    bell.BeginWait(listens: true);
                    bell.Rest(1);
                    bell.EndWait(listens: true);
                }
            }
        ));
        pose.Check(isAsked);
    }

    private static void CheckTaker(LaneBase lane)
    {
        ParkingSlot slot = ParkingSlot.TryGetOwn()!;
        SemaphoreSlim semaphore = slot.Rent();
        Require.That(semaphore.CurrentCount == 0, "the semaphore comes back released");
        slot.Return(semaphore);
        Require.That(slot.Lane is null, "the thread is parked nowhere");
        Require.That(!lane.TryPhotograph(new CountedPose()), "no photo of a thread that is awake");
    }
}
