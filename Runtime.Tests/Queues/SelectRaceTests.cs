namespace Baton.Tests;

/// <summary>Selects of each kind, with several that could end them at the same moment.</summary>
[TestClass]
public sealed class SelectRaceTests : QueueTest
{
    private const int Rounds = 100;

    private readonly CoroutineQueue<int> _one = new(0);
    private readonly CoroutineQueue<int> _other = new(0);
    private int _received;
    private int _ended;
    private int _sent;

    private int Places => _one.Core.Places + _other.Core.Places;

    [TestMethod]
    [DynamicData(nameof(EachKind), typeof(QueueTest))]
    public void Any_TwoSendersAndItsTokenRace_OneOfThemEndsIt(Party kind)
    {
        for (int i = 0; i < Rounds; i++)
        {
            using CancellationTokenSource source = new();
            PartyRun selects = Selects(kind, source.Token);
            TestThread.RunAtOnce(3, side => Race(side, source.Cancel));
            selects.Join();
            Assert.AreEqual(0, Places);
        }

        AssertEachItemOnce();
    }

    [TestMethod]
    [DynamicData(nameof(EachKind), typeof(QueueTest))]
    public void Any_TwoSendersAndATaskRace_OneOfThemEndsIt(Party kind)
    {
        for (int i = 0; i < Rounds; i++)
        {
            TaskCompletionSource task = new();
            PartyRun selects = Selects(kind, CancellationToken.None, Select.On(task.Task, () => _ended++));
            TestThread.RunAtOnce(3, side => Race(side, task.SetResult));
            selects.Join();
            Assert.AreEqual(0, Places);
        }

        AssertEachItemOnce();
    }

    [TestMethod]
    [DynamicData(nameof(EachKind), typeof(QueueTest))]
    public void Any_TwoSendersAndACompletionRace_OneOfThemEndsIt(Party kind)
    {
        for (int i = 0; i < Rounds; i++)
        {
            CoroutineQueue<int> third = new(0);
            PartyRun selects = Selects(kind, CancellationToken.None, third.OnDequeue(_ => { }));
            TestThread.RunAtOnce(3, side => Race(side, () => third.Complete()));
            selects.Join();
            Assert.AreEqual(0, Places + third.Core.Places);
        }

        AssertEachItemOnce();
    }

    [TestMethod]
    public void Any_TwoSendersAndTheFramesCancellationRace_OneOfThemEndsIt()
    {
        for (int i = 0; i < Rounds; i++)
        {
            Frame selects = Scheduler.Start(() => Ends(() => Select.Any(Cases())));
            Eventually.True(() => Places == 2, "it waits");
            TestThread.RunAtOnce(3, side => Race(side, selects.Cancel));
            selects.Await();
            Assert.AreEqual(0, Places);
        }

        AssertEachItemOnce();
    }

    [TestMethod]
    [DataRow(0)]
    [DataRow(1)]
    [DataRow(2)]
    [DataRow(3)]
    [DataRow(4)]
    [DataRow(5)]
    [TestProperty("Conformance", "KSEL-8")]
    public void Any_AllThatCouldEndItHappenBeforeItGoesOn_TheFirstHasAndTheOthersLeaveNothing(int first)
    {
        ManualTime time = new();
        CoroutineQueue<int> third = new(0);
        TaskCompletionSource task = new();
        using CancellationTokenSource source = new();
        using ManualResetEventSlim go = new();
        SelectCase[] cases = [.. Cases(), third.OnDequeue(_ => { }), Select.On(task.Task), Select.After(TimeSpan.FromSeconds(1))];
        using CoroutineScheduler scheduler = new(new CoroutineSchedulerOptions { ThreadPool = Pool, TimeProvider = time });
        Frame<int> selects = scheduler.Start(() => Select.Any(cases, source.Token));
        UntilItWaits(selects);
        Frame holder = scheduler.Start(go.Wait); // has the baton: what happens now, the select learns all at once
        Eventually.True(() => holder.Core.State == FrameState.Running, "it runs");
        Action[] happen =
        [
            () => Assert.AreEqual(first == 0, _one.TryEnqueue(1)),
            () => Assert.AreEqual(first == 1, _other.TryEnqueue(1)),
            () => third.Complete(),
            task.SetResult,
            () => time.Advance(1000),
            source.Cancel,
            selects.Cancel,
        ];

        happen[first]();
        Array.ForEach([.. happen.Where((_, i) => i != first)], happens => happens());
        go.Set();

        if (first == 2)
        {
            Assert.ThrowsExactly<QueueCompletedException>(() => selects.Await());
        }
        else if (first == 5)
        {
            // one exception for both cancellations, and it is the frame's
            Assert.Contains("frame", Assert.ThrowsExactly<OperationCanceledException>(() => selects.Await()).Message);
        }
        else
        {
            Assert.AreEqual(first, selects.Await());
        }

        holder.Await();
        Assert.AreEqual(first < 2 ? 1 : 0, _received);
        Assert.AreEqual(0, Places + third.Core.Places + time.Pending);
    }

    private void Race(int side, Action other)
    {
        if (side == 2)
        {
            other();
        }
        else if ((side == 0 ? _one : _other).TryEnqueue(side))
        {
            Interlocked.Increment(ref _sent);
        }
    }

    private void AssertEachItemOnce()
    {
        Assert.AreEqual(_sent, _received);
        Assert.AreEqual(Rounds, _received + _ended);
    }

    private SelectCase[] Cases(params SelectCase[] more) => [_one.OnDequeue(_ => _received++), .. more, _other.OnDequeue(_ => _received++)];

    private PartyRun Selects(Party kind, CancellationToken token, params SelectCase[] more)
    {
        SelectCase[] cases = Cases(more);
        PartyRun selects = Start(kind, () => Ends(() => Select.Any(cases, token)), () => EndsAsync(Select.AnyAsync(cases, token)));
        Eventually.True(() => Places == 2, "it waits");
        return selects;
    }

    private void Ends(Action select)
    {
        try
        {
            select();
        }
        catch (Exception e) when (e is OperationCanceledException or QueueCompletedException)
        {
            _ended++;
        }
    }

    private async Task EndsAsync(ValueTask<int> select)
    {
        try
        {
            await select;
        }
        catch (Exception e) when (e is OperationCanceledException or QueueCompletedException)
        {
            _ended++;
        }
    }
}
