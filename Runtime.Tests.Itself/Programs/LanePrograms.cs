namespace Baton.Tests.Itself;

/// <summary>One lane: a passer and a taker.</summary>
internal static class LanePrograms
{
    /// <summary>Two batons, one after the other. The second is passed when the first was taken, which the other lane tells.</summary>
    internal static void PassAndTake()
    {
        Lane<int> there = new();
        Lane<int> back = new();
        Strands.Run(
            ("passer", () =>
            {
                SpinTuner tuner = default;
                for (int i = 1; i <= 2; i++)
                {
                    Require.That(there.Pass(i), "nobody has closed the lane");
                    Require.That(back.Take(NoSpin.Instance, ref tuner) == -i, "another answer");
                }
            }
        ),
            ("taker", () =>
            {
                SpinTuner tuner = default;
                for (int i = 1; i <= 2; i++)
                {
                    Require.That(there.Take(NoSpin.Instance, ref tuner) == i, "another baton");
                    Require.That(back.Pass(-i), "nobody has closed the lane");
                }
            }
        ));
    }

    /// <summary>The taker gives up after a while, and closes the lane: the baton is taken or refused, never both, never neither.</summary>
    internal static void TimeOutAndClose()
    {
        Lane<string> lane = new();
        bool isTaken = false;
        bool isPassed = false;
        Strands.Run(
            ("passer", () => isPassed = lane.Pass("the baton")),
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
                Require.That(!lane.IsTakerParked, "the taker is awake");
            }
        ));
        Require.That(isTaken == isPassed, $"passed: {isPassed}, taken: {isTaken}");
    }
}
