namespace Baton.Tests;

/// <summary>A dump over the event source: its command, its parts, its end.</summary>
[TestClass]
public sealed class EventDumpTests : SeeingTest
{
    private readonly TaskCompletionSource _never = new();

    [TestMethod]
    public void TheSource_IsWhole() => Assert.IsNull(BatonEventSource.Log.ConstructionException);

    [TestMethod]
    [DataRow("text", "scheduler s")]
    [DataRow("json", "\"kind\":\"end\"")]
    [DataRow("mermaid", "flowchart LR")]
    [DataRow("dot", "digraph Baton {")]
    public void AskedByArguments_TheDumpComesInParts_AndItsEndIsRepeated(string format, string part)
    {
        using CoroutineScheduler scheduler = new(OnPool);
        scheduler.Start(() => _never.Task.Await(), "no stranger");
        SeenIn("no stranger", Baton.WaitKind.Task);

        using DumpListener listener = new(("dump", format));
        Eventually.True(() => listener.Count("DumpEnd") > 1, "the end comes, and comes again");

        StringAssert.Contains(listener.Text, part);
        StringAssert.Contains(listener.Text, format is "text" or "json" ? "no stranger" : "'no stranger'");
        Assert.AreEqual(listener.Count("DumpText"), listener.Last("DumpEnd")[1]);
    }

    [TestMethod]
    public void ALargeDump_HasPartsOf32KilobytesAtMost()
    {
        using CoroutineScheduler scheduler = new(new CoroutineSchedulerOptions { ThreadPool = Pool });
        string[] names = [.. Enumerable.Range(0, 50).Select(static i => $"{i} {new string('x', 1000)}")];
        Array.ForEach(names, name => scheduler.Start(() => _never.Task.Await(), name));
        SeenIn(names[^1], Baton.WaitKind.Task);

        using DumpListener listener = new(("dump", "text"), ("stacks", "false"));
        Eventually.True(() => listener.Count("DumpEnd") > 0, "the end comes");

        Assert.IsGreaterThan(1, listener.Count("DumpText"));
        Assert.IsLessThanOrEqualTo(16 * 1024, listener.LongestPart);
        Array.ForEach(names, name => StringAssert.Contains(listener.Text, name));
    }

    [TestMethod]
    [DataRow("nonsense")]
    [DataRow("7")]
    [DataRow("1")]
    [DataRow("")]
    [DataRow("text,json")]
    public void AskedForAFormatThatThereIsNot_IsTold(string format)
    {
        using DumpListener listener = new(("dump", format));
        Eventually.True(() => listener.Refusals.Any(), "it is told");

        Assert.AreEqual($"dump={format} is no format. There are: Text, Json, Mermaid, Dot.", listener.Refusals.First());
        Assert.AreEqual(0, listener.Count("DumpText"));
    }

    [TestMethod]
    [DataRow("other", "text")]
    [DataRow("stacks", "false")]
    public void NotAskedFor_NoneComes(string name, string value)
    {
        Task last = CoroutineDiagnostics.DumpAsync(TextWriter.Null, TestContext.CancellationToken); // behind all others
        last.Wait(TestContext.CancellationToken);
        using DumpListener listener = new((name, value));
        CoroutineDiagnostics.DumpAsync(TextWriter.Null, TestContext.CancellationToken).Wait(TestContext.CancellationToken);

        Assert.AreEqual(0, listener.Count("DumpText"));
    }
}
