using Baton.Testing;

namespace Baton.Tests;

/// <summary>What strands are called in reports.</summary>
[TestClass]
public sealed class StrandNamesTests : ExploreTest
{
    private static readonly string[] s_columns = ["main", "Add", "Add 2", "main 2"];

    [TestMethod]
    public void Report_StrandsOfOneName_HaveAColumnEach()
    {
        ScheduleFailedException failed = Fail(
            static scheduler =>
            {
                int sum = 0;
                Frame.AwaitAll(scheduler.Start(Add), scheduler.Start(Add), scheduler.Start(Add, "main"));
                Assert.AreEqual(3, sum);

                void Add()
                {
                    int read = sum;
                    scheduler.Point("has read");
                    sum = read + 1;
                }
            },
            FailureKind.Assertion);

        string[] lines = failed.Interleaving.ReplaceLineEndings("\n").Split('\n');
        string[] columns = [.. lines[0].Split("  ", StringSplitOptions.RemoveEmptyEntries).Select(static name => name.Trim())];
        foreach (string name in s_columns)
        {
            Assert.Contains(name, columns);
        }

        IEnumerable<int> at = lines.Select(static line => line.IndexOf("has read", StringComparison.Ordinal));
        Assert.HasCount(3, at.Where(static column => column >= 0).Distinct());
    }

    [TestMethod]
    public void Deadlock_StrandsOfOneName_AreToldApart()
    {
        ScheduleFailedException failed = Fail(
            static scheduler =>
            {
                CoroutineQueue<int> queue = new(1);
                scheduler.Start(Take);
                scheduler.Start(Take);
                void Take() => queue.Dequeue();
            },
            FailureKind.Deadlock);

        Assert.Contains("  Take waits to dequeue", failed.Found);
        Assert.Contains("  Take 2 waits to dequeue", failed.Found);
    }

    [TestMethod]
    public void Add_NameThatAStrandWithANumberHas_GivesAnother()
    {
        NamesGiven names = new();

        Assert.AreEqual("Add", names.Add("Add"));
        Assert.AreEqual("Add 2", names.Add("Add"));
        Assert.AreEqual("Add 2 2", names.Add("Add 2"));
        Assert.AreEqual("Add 3", names.Add("Add"));
        names.Clear();
        Assert.AreEqual("Add 3", names.Add("Add 3"));
        Assert.AreEqual("Add", names.Add("Add"));
        Assert.AreEqual("Add 2", names.Add("Add"));
        Assert.AreEqual("Add 4", names.Add("Add"));
    }
}
