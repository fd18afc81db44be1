namespace Baton.Tests;

[TestClass]
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
    public void Missed_AnyWaits_BudgetStaysBetweenNoneAndTheHorizon()
    {
        SpinTuner tuner = new(s_horizon);
        Random random = new(20260103);

        for (int i = 0; i < 10_000; i++)
        {
            tuner.Missed(random.NextInt64(s_horizon * 4));
            Assert.IsTrue(tuner.Budget >= 0 && tuner.Budget <= s_horizon, $"budget {tuner.Budget} after {i} misses");
        }
    }
}
