using Baton.Testing;

namespace Baton.Tests;

[TestClass]
[BesideOthers]
public sealed class RepeatedRoundsTests
{
    [TestMethod]
    public void Fold_RoundThatRepeats_StaysOnceWithANote()
    {
        Interleaving steps = new();
        steps.Add(1, "one", "begins");
        for (int i = 0; i < 10; i++)
        {
            steps.Add((2 * i) + 2, "one", "reads");
            steps.Add((2 * i) + 3, "other", "looks");
        }

        steps.Add(22, "one", "goes on");

        string[] lines = steps.ToString().ReplaceLineEndings("\n").Split('\n');
        Assert.HasCount(6, lines);
        Assert.AreEqual("… these 2 lines come 9 times more", lines[4]);
        Assert.AreEqual("   22  goes on", lines[5]);
    }

    [TestMethod]
    public void Fold_StepThatRepeats_StaysOnceWithANote()
    {
        Interleaving steps = new();
        for (int i = 1; i <= 20; i++)
        {
            steps.Add(i, "one", "reads");
        }

        Assert.EndsWith("… this step comes 19 times more", steps.ToString());
    }

    [TestMethod]
    public void Fold_RoundsThatTellAnotherTime_AreTheSame()
    {
        Interleaving steps = new();
        for (int i = 1; i <= 20; i++)
        {
            steps.Add(i, "one", "delays");
            steps.AddTime(TimeSpan.FromSeconds(i));
        }

        Assert.EndsWith("… these 2 lines come 19 times more", steps.ToString());
    }

    [TestMethod]
    public void Fold_FewRepetitions_AreShown()
    {
        Interleaving steps = new();
        for (int i = 1; i <= 12; i++)
        {
            steps.Add(i, "one", "reads");
        }

        Assert.HasCount(13, steps.ToString().ReplaceLineEndings("\n").Split('\n'));
    }
}
