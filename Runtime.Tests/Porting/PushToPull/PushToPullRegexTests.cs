using System.Text.RegularExpressions;

namespace Baton.Tests;

/// <summary>
/// <see cref="Regex.Replace(string, MatchEvaluator)"/>, which calls back for each match and wants its replacement at once.
/// </summary>
[TestClass]
public sealed partial class PushToPullRegexTests : PushToPullContract
{
    private const string Text = "one 1, two 22, three 333, four 4444, five 55555.";

    private bool _isReplacing;

    private protected override string[] Items => ["1", "22", "333", "4444", "55555"];

    private protected override bool IsOpen => _isReplacing;

    private protected override void Push(Action<string> callBack)
    {
        _isReplacing = true;
        try
        {
            Number().Replace(Text, match =>
            {
                callBack(match.Value);
                return "#";
            });
        }
        finally
        {
            _isReplacing = false;
        }
    }

    [TestMethod]
    public void Resume_MatchOut_ReplacementIn()
    {
        using Coroutine<string, string> replacing = Coroutine.Create<string, string>(
            (yielder, text) => Number().Replace(text, match => yielder.Suspend(match.Value)), InPool);

        List<string> told = [replacing.Resume("7 of 12")];
        while (!replacing.IsFinished)
        {
            told.Add(replacing.Resume($"<{told[^1]}>"));
        }

        Assert.AreSequenceEqual(["7", "12", "<7> of <12>"], told);
    }

    [TestMethod]
    public void Await_InTheEvaluator_ReplacesByWhatComesLater()
    {
        TaskCompletionSource<string>[] answers = [new(), new()];
        string result = CoroutineScheduler.Run(
            () =>
            {
                Frame<string> replacing = Coroutine.Async(
                    () => Number().Replace("0 and 1", match => answers[int.Parse(match.Value, null)].Task.Await()));
                answers[1].SetResult("one");
                Assert.IsFalse(replacing.IsCompleted);
                answers[0].SetResult("none");
                return replacing.Await();
            },
            new CoroutineSchedulerOptions { ThreadPool = Pool });

        Assert.AreEqual("none and one", result);
    }

    [GeneratedRegex(@"\d+")]
    private static partial Regex Number();
}
