using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Baton.Tests;

/// <summary>What a dump shows, in each format, and how it ends.</summary>
[TestClass]
public sealed class DumpTests : SeeingTest
{
    private readonly TaskCompletionSource _never = new();

    [TestMethod]
    public async Task Text_HasFindingsFirst_ThenMembersWithTheirStacks()
    {
        using DeadlockStage stage = new(Pool);
        Frame a = stage.Start("one", "a", () => stage["b"].Await());
        _ = stage.Start("two", "b", () => stage["a"].Await());
        _ = stage.Start("two", "c", WaitInHere);
        SeenIn("a", Baton.WaitKind.Frame);
        SeenIn("b", Baton.WaitKind.Frame);
        SeenIn("c", Baton.WaitKind.Task);

        string text = await Dump(new DumpOptions());

        StringAssert.Contains(text, $"DEADLOCK  f{a.Core.Id} 'a'");
        StringAssert.Contains(text, "[DEADLOCK]");
        StringAssert.Contains(text, "Baton.Tests.DumpTests.WaitInHere");
        StringAssert.Contains(text, "pool p");
        Assert.IsLessThan(text.IndexOf("scheduler s", StringComparison.Ordinal), text.IndexOf("DEADLOCK", StringComparison.Ordinal));
        string alone = await Dump(new DumpOptions { Filter = static member => member.Name == "c" });
        Assert.IsFalse(alone.Contains("Baton.FrameWaits", StringComparison.Ordinal), "the library's own calls are cut");
    }

    [TestMethod]
    public async Task Json_IsOneObjectALine_AndHoldsTheSchema()
    {
        using DeadlockStage stage = new(Pool);
        CoroutineQueue<string> queue = new(3);
        _ = stage.Start("one", "a", () => stage["b"].Await());
        _ = stage.Start("two", "b", () => stage["a"].Await());
        _ = stage.Start("two", "c", () => CoroutineScope.Run(scope => { scope.Async(() => queue.Dequeue(), "d"); }));
        SeenIn("a", Baton.WaitKind.Frame);
        SeenIn("d", Baton.WaitKind.Queue);

        string text = await Dump(new DumpOptions { Format = DumpFormat.Json, Lines = true, Filter = IsMine });

        JsonElement[] lines =
            [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => JsonDocument.Parse(line).RootElement)];
        DumpSchema schema = DumpSchema.Load();
        Array.ForEach(lines, schema.Check);
        Assert.AreEqual("dump", lines[0].GetProperty("kind").GetString());
        Assert.AreEqual(1, lines[0].GetProperty("version").GetInt32());
        Assert.AreEqual("end", lines[^1].GetProperty("kind").GetString());
        string[] kinds = ["pool", "scheduler", "scope", "member", "stack", "queue", "finding"];
        CollectionAssert.IsSubsetOf(kinds, lines.Select(static line => line.GetProperty("kind").GetString()).ToArray());
        JsonElement a = lines.Single(static line => line.TryGetProperty("name", out JsonElement name) && name.GetString() == "a");
        Assert.AreEqual("Frame", a.GetProperty("wait").GetProperty("kind").GetString());
        Assert.AreEqual("Deadlock", a.GetProperty("finding").GetString());
    }

    [TestMethod]
    [DataRow(DumpFormat.Mermaid)]
    [DataRow(DumpFormat.Dot)]
    public async Task Graphs_NameEveryNodeAndEdge_InTheirLanguage(DumpFormat format)
    {
        using DeadlockStage stage = new(Pool);
        Frame a = stage.Start("one", "a [x] \"y\"", () => stage["b"].Await());
        Frame b = stage.Start("two", "b", () => stage["a [x] \"y\""].Await());
        Frame c = stage.Start("two", "c", () => _never.Task.Await());
        SeenIn("a [x] \"y\"", Baton.WaitKind.Frame);
        SeenIn("b", Baton.WaitKind.Frame);
        SeenIn("c", Baton.WaitKind.Task);

        GraphText graph = GraphText.Parse(await Dump(new DumpOptions { Format = format }), format);

        CollectionAssert.Contains(graph.Edges, ($"f{a.Core.Id}", $"f{b.Core.Id}"));
        CollectionAssert.Contains(graph.Edges, ($"f{b.Core.Id}", $"f{a.Core.Id}"));
        string[] ends = [.. graph.Edges.SelectMany(static edge => new[] { edge.From, edge.To }).Distinct()];
        CollectionAssert.IsSubsetOf(ends, graph.Nodes.ToArray());
        CollectionAssert.IsSubsetOf(new[] { $"f{a.Core.Id}", $"f{b.Core.Id}" }, graph.Red);
        Assert.DoesNotContain($"f{c.Core.Id}", graph.Red);
    }

    [TestMethod]
    public async Task EqualStacks_AreShownOnce()
    {
        using CoroutineScheduler scheduler = new(OnPool);
        string[] names = [.. Enumerable.Range(0, 10).Select(static i => $"frame {i}")];
        Array.ForEach(names, name => scheduler.Start(WaitInHere, name));
        Array.ForEach(names, name => SeenIn(name, Baton.WaitKind.Task));

        string grouped = await Dump(new DumpOptions { Filter = IsMine });
        string full = await Dump(new DumpOptions { GroupStacks = false, Filter = IsMine });

        Assert.AreEqual(1, Count(grouped, nameof(WaitInHere)));
        Assert.AreEqual(10, Count(full, nameof(WaitInHere)));
    }

    [TestMethod]
    public async Task MaxStacksAndFilter_Limit()
    {
        using CoroutineScheduler scheduler = new(OnPool);
        string[] names = [.. Enumerable.Range(0, 5).Select(static i => $"frame {i}")];
        Array.ForEach(names, name => scheduler.Start(WaitInHere, name));
        Array.ForEach(names, name => SeenIn(name, Baton.WaitKind.Task));

        string few = await Dump(new DumpOptions
        {
            GroupStacks = false,
            MaxStacks = 2,
            Filter = IsMine,
        });
        string one = await Dump(new DumpOptions { Filter = member => IsMine(member) && member.Name == "frame 3" });

        Assert.AreEqual(2, Count(few, nameof(WaitInHere)));
        Assert.AreEqual(1, Count(one, "'frame "));
    }

    [TestMethod]
    public async Task AWriterThatThrows_FailsTheTask_AndTheNextDumpIsMade()
    {
        await Assert.ThrowsExactlyAsync<NotSupportedException>(
            () => CoroutineDiagnostics.DumpAsync(new BrokenWriter(), TestContext.CancellationToken));

        StringAssert.Contains(await Dump(new DumpOptions()), "Baton ");
    }

    [TestMethod]
    public async Task TheTokenFires_InTheMiddle_TheRestIsNotWritten()
    {
        using CoroutineScheduler scheduler = new(OnPool);
        Array.ForEach(["first", "second"], name => scheduler.Start(WaitInHere, name));
        SeenIn("first", Baton.WaitKind.Task);
        SeenIn("second", Baton.WaitKind.Task);
        using CancellationTokenSource source = new();
        StringWriter text = new();
        DumpOptions options = new()
        {
            Filter = member =>
            {
                if (IsMine(member) && member.Name == "second")
                {
                    source.Cancel();
                }

                return true;
            },
        };

        Task dump = CoroutineDiagnostics.DumpAsync(text, options, source.Token);

        await Assert.ThrowsAsync<OperationCanceledException>(() => dump);
        Assert.IsTrue(dump.IsCanceled);
        Assert.IsFalse(text.ToString().Contains("pool p", StringComparison.Ordinal));
    }

    [TestMethod]
    public async Task TwoDumpsAtOnce_AreMadeOneAfterTheOther_AndOneThatWaitsIsCanceled()
    {
        using SlowWriter slow = new();
        using CancellationTokenSource source = new();
        StringWriter second = new();
        Task first = CoroutineDiagnostics.DumpAsync(slow, TestContext.CancellationToken);
        slow.UntilWritten();

        Task waiting = CoroutineDiagnostics.DumpAsync(second, source.Token);
        Task third = CoroutineDiagnostics.DumpAsync(second, TestContext.CancellationToken);
        await source.CancelAsync();

        await Assert.ThrowsAsync<OperationCanceledException>(() => waiting);
        Assert.AreEqual(string.Empty, second.ToString());
        slow.GoOn();
        await first;
        await third;
        StringAssert.Contains(second.ToString(), "Baton ");
    }

    [TestMethod]
    public void Photograph_GivesTheStackOfWhoWaits_AndNullOtherwise()
    {
        using CoroutineScheduler scheduler = new(OnPool);
        _ = scheduler.Start(WaitInHere, "waiting");
        CoroutineInfo seen = SeenIn("waiting", Baton.WaitKind.Task);

        Assert.AreEqual(nameof(WaitInHere), CoroutineDiagnostics.Photograph(seen.Key)!.GetFrame(0)!.GetMethod()!.Name);
        Assert.IsNull(CoroutineDiagnostics.Photograph("f0"));
        Assert.IsNull(CoroutineDiagnostics.Photograph("nonsense"));
    }

    [TestMethod]
    public async Task Stack_OfAFunctionOfTheLibrary_ShowsNoneOfItsCalls()
    {
        using CoroutineScheduler scheduler = new(OnPool);
        Frame first = scheduler.Start(WaitInHere, "first");
        _ = scheduler.Start(first.Await, "second");
        CoroutineInfo seen = SeenIn("second", Baton.WaitKind.Frame);

        string text = await Dump(new DumpOptions { Filter = static member => member.Name == "second" });

        StringAssert.Contains(text, "(the library's own calls alone)");
        Assert.IsEmpty(CoroutineDiagnostics.Photograph(seen.Key)!.GetFrames());
    }

    [TestMethod]
    [DataRow("scope")]
    [DataRow("limit")]
    [DataRow("run")]
    public void Stack_WithTheLibraryBetweenTwoCalls_ShowsNoneOfItsCalls(string between)
    {
        using CoroutineScheduler scheduler = new(OnPool);
        _ = scheduler.Start(Outer, "waiting");
        string name = between == "run" ? "main" : "waiting";
        CoroutineInfo seen = SeenIn(name, Baton.WaitKind.Task);

        string[] methods =
        [
            .. CoroutineDiagnostics.Photograph(seen.Key)!.GetFrames().Select(static frame => frame.GetMethod()!)
                .Where(static method => method.DeclaringType!.Assembly == typeof(Coroutine).Assembly)
                .Select(static method => $"{method.DeclaringType}.{method.Name}"),
        ];

        Assert.AreEqual(string.Empty, string.Join('\n', methods));

        void Outer()
        {
            switch (between)
            {
                case "scope":
                    CoroutineScope.Run(_ => WaitInHere());
                    break;
                case "limit":
                    Coroutine.WithTimeout(TimeSpan.FromHours(1), WaitInHere);
                    break;
                default:
                    CoroutineScheduler.Run(WaitInHere, OnPool);
                    break;
            }
        }
    }

    [TestMethod]
    public async Task Stack_OfWorkThatBlocksUnseen_IsSaidToBeOutOfReach()
    {
        using CoroutineThreadPool pool = new(new CoroutineThreadPoolOptions { Name = "deaf", MaxThreads = 1 });
        using (Coroutine<int> parks = Coroutine.Create<int>(
            static yielder =>
            {
                yielder.Suspend(1);
                return 2;
            },
            new CoroutineOptions { ThreadPool = pool }))
        {
            parks.Resume(); // from now on its thread can be asked while it is parked
            parks.Resume();
        }

        using ManualResetEvent release = new(false);
        Task work = pool.Run(() => release.WaitOne());
        string text = string.Empty;
        Eventually.True(
            () => (text = Dump(new DumpOptions { Filter = IsBlockedWork }).GetAwaiter().GetResult())
                .Contains("blocks in a managed wait that Baton is not told of", StringComparison.Ordinal),
            "the work blocks");
        release.Set();
        await work;

        StringAssert.Contains(text, "(no stack: it blocks where it cannot be asked: dotnet-stack report -p ");
        Assert.DoesNotContain("it went on", text);

        bool IsBlockedWork(CoroutineInfo member) => member.Kind == MemberKind.Work && IsMine(member);
    }

    private static int Count(string text, string part) => text.Split(part).Length - 1;

    // Not compiled into its caller, nor left before the call.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void WaitInHere()
    {
        _never.Task.Await();
        GC.KeepAlive(this);
    }

    private async Task<string> Dump(DumpOptions options)
    {
        StringWriter text = new();
        await CoroutineDiagnostics.DumpAsync(text, options, TestContext.CancellationToken);
        return text.ToString();
    }
}
