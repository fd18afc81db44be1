namespace Baton.Tests;

[TestClass]
[DoNotParallelize]
public sealed class SpinTunerTests
{
    private static readonly long s_horizon = SpinTuner.Horizon;

    [TestMethod]
    public void Budget_New_IsWhatItWasGiven()
    {
        SpinTuner tuner = new(s_horizon);

        Assert.AreEqual(s_horizon, tuner.Budget);
    }

    [TestMethod]
    public void Missed_LongWait_HalvesTheBudget()
    {
        SpinTuner tuner = new(s_horizon);

        tuner.Missed(s_horizon * 10);

        Assert.AreEqual(s_horizon / 2, tuner.Budget);
    }

    [TestMethod]
    public void Missed_OnlyLongWaits_EndsWithNoSpinningAtAll()
    {
        SpinTuner tuner = new(s_horizon);

        for (int i = 0; i < 10; i++)
        {
            tuner.Missed(s_horizon * 10);
        }

        Assert.AreEqual(0, tuner.Budget);
    }

    [TestMethod]
    public void Missed_WaitWithinTheHorizonAgain_RestoresTheFullBudget()
    {
        SpinTuner tuner = new(s_horizon);
        for (int i = 0; i < 10; i++)
        {
            tuner.Missed(s_horizon * 10);
        }

        tuner.Missed(s_horizon);

        Assert.AreEqual(s_horizon, tuner.Budget);
    }

    [TestMethod]
    public void Missed_WaitJustBeyondTheHorizon_DoesNotRestoreTheBudget()
    {
        SpinTuner tuner = new(s_horizon);
        for (int i = 0; i < 10; i++)
        {
            tuner.Missed(s_horizon * 10);
        }

        tuner.Missed(s_horizon + 1);

        Assert.AreEqual(0, tuner.Budget);
    }

    [TestMethod]
    public void Missed_AnyWaits_BudgetStaysWithinItsBounds()
    {
        SpinTuner tuner = new(s_horizon);
        Random random = new(20260103);

        for (int i = 0; i < 10_000; i++)
        {
            long parked = random.NextInt64(s_horizon * 4);
            tuner.Missed(parked);
            Assert.IsTrue(tuner.Budget >= 0 && tuner.Budget <= s_horizon, $"budget {tuner.Budget} after {i} misses");
            tuner.Missed(parked, random.NextInt64(parked + 1));
            Assert.IsTrue(tuner.Budget >= 0 && tuner.Budget <= SpinTuner.Furthest, $"budget {tuner.Budget} after {i} misses");
        }
    }

    [TestMethod]
    public void Missed_TheOtherWasBeingWoken_SpinsThroughThatTheNextTime()
    {
        SpinTuner tuner = default;

        tuner.Missed(s_horizon + 100, wakingTicks: s_horizon);

        Assert.IsTrue(tuner.Budget > s_horizon + 100, $"budget {tuner.Budget}");
    }

    [TestMethod]
    public void Missed_TheOtherIsWokenEachTime_SpinsInOneTimeOfEight()
    {
        SpinTuner tuner = default;
        List<bool> spins = [];

        for (int i = 0; i < 24; i++)
        {
            tuner.Missed(2 * s_horizon, wakingTicks: 2 * s_horizon - 10);
            spins.Add(tuner.Budget > s_horizon);
            tuner = tuner.Budget > s_horizon ? Failed(tuner) : tuner;
        }

        Assert.AreEqual(3, spins.Count(spin => spin));
    }

    [TestMethod]
    public void Missed_TheOtherWasAwakeAndComputed_DoesNotSpin()
    {
        SpinTuner tuner = default;

        tuner.Missed(2 * s_horizon, wakingTicks: s_horizon / 2);

        Assert.AreEqual(0, tuner.Budget);
    }

    [TestMethod]
    public void Missed_TheOthersWakingTookTooLong_DoesNotSpin()
    {
        SpinTuner tuner = default;

        tuner.Missed(SpinTuner.Furthest, wakingTicks: SpinTuner.Furthest - 10);

        Assert.AreEqual(0, tuner.Budget);
    }

    // It spun as far as it would, and nothing came for long.
    private static SpinTuner Failed(SpinTuner tuner)
    {
        for (int i = 0; i < 10; i++)
        {
            tuner.Missed(s_horizon * 10);
        }

        return tuner;
    }
}
