using Baton.Testing;
using Baton.Tests.Seamed;

namespace Baton.Tests;

/// <summary>The compiler gives a <c>lock</c> on a <see cref="Lock"/> no line. Reports tell it all the same.</summary>
[TestClass]
public sealed class LockPlacesTests : ExploreTest
{
    [TestMethod]
    public void Report_OfEachFormOfLock_TellsItsLineAndName()
    {
        LockForms forms = new();

        string[] steps = StepsOf(forms);

        Assert.AreSequenceEqual(forms.Taken, PlacesOf(steps, " takes lock #"));
        string[] left = PlacesOf(steps, " leaves lock #");
        Assert.HasCount(forms.Left.Count, left);
        Findings.AreNone(left.Zip(forms.Left)
            .Where(static both => !both.Second.Split('|').Contains(both.First))
            .Select(static both => $"{both}"));
    }

    private static string[] StepsOf(LockForms forms)
    {
        ScheduleFailedException failed = Fail(
            _ =>
            {
                forms.Taken.Clear();
                forms.Left.Clear();
                forms.TakeAll();
                throw new InvalidOperationException("to see the report");
            },
            FailureKind.Assertion);
        return failed.Interleaving.ReplaceLineEndings("\n").Split('\n');
    }

    private static string[] PlacesOf(string[] steps, string kind) =>
    [
        .. steps.Where(step => step.Contains(kind, StringComparison.Ordinal))
            .Select(static step => step[(step.LastIndexOf("  ", StringComparison.Ordinal) + 2)..]),
    ];
}
