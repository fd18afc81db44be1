namespace Baton.Tests;

/// <summary>
/// A thread outside every scheduler that is interrupted while it waits for an item. What the step brings then comes to the thread; or the
/// step was left, and what it brings is lost.
/// </summary>
[TestClass]
public sealed class AwaitEachInterruptTests : SchedulerTest
{
    private static readonly TimeSpan s_short = TimeSpan.FromMilliseconds(1);

    private readonly CancellationTokenSource _source = new();
    private readonly TaskCompletionSource<bool> _step = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ManualResetEventSlim _isAsked = new();
    private readonly ManualResetEventSlim _hasFired = new();

    private TestThread? _reader;

    /// <summary>What else ends the wait, before the thread is interrupted or behind that.</summary>
    public enum Beside
    {
        Nothing,
        Interrupt,
        Limit,
        Token,
        Scope,
    }

    /// <summary>What the step does when the token of the sequence has fired.</summary>
    public enum Brings
    {
        Item,
        End,
        Failure,
        Cancellation,
        WrappedCancellation,
        Interrupt,
    }

    public static IEnumerable<object[]> Cells =>
        from beside in Enum.GetValues<Beside>()
        from brings in Enum.GetValues<Brings>()
        select new object[] { beside, brings };

    [TestMethod]
    [DynamicData(nameof(Cells))]
    public void AwaitEach_InterruptedInAStep_GetsWhatItBrings(Beside beside, Brings brings)
    {
        List<int> got = [];
        Exception? seen = null;
        bool isPending = false;
        StartReader(() =>
        {
            seen = EndOf(() => Block(beside, () => Read(new Sequence(this).AwaitEach(), got)));
            isPending = TestThread.TakePendingInterrupt();
        });
        InterruptBeside(beside);

        End(brings);

        _reader!.Join();
        Assert.AreEqual(brings == Brings.Item ? "1" : "", string.Join(' ', got));
        Assert.IsTrue(
            brings switch
            {
                Brings.WrappedCancellation when beside > Beside.Interrupt => seen is OperationCanceledException or TimeoutException,
                Brings.Failure or Brings.WrappedCancellation => seen is IOException,
                Brings.Interrupt => seen is ThreadInterruptedException { Message: "the step's" },
                Brings.End when seen is null => beside > Beside.Interrupt, // it may end before the reader leaves it
                _ => seen is ThreadInterruptedException or OperationCanceledException or TimeoutException,
            },
            seen?.ToString());
        Assert.IsTrue(isPending || seen is ThreadInterruptedException { Message: not "the step's" }, "no interrupt is lost");
    }

    [TestMethod]
    public void AwaitEach_InterruptedAndTheItemIsHandledByAWait_TheWaitIsInterrupted()
    {
        int got = 0;
        Exception? seen = null;
        StartReader(() => seen = EndOf(() =>
        {
            foreach (int item in new Sequence(this).AwaitEach())
            {
                got += item;
                Thread.Sleep(Timeout.Infinite);
            }
        }));
        _reader!.Thread.Interrupt();
        _hasFired.Wait();

        _step.SetResult(true);

        _reader.Join();
        Assert.AreEqual(1, got);
        Assert.IsInstanceOfType<ThreadInterruptedException>(seen);
    }

    [TestMethod]
    public void AwaitEach_InterruptedAgainAndTheStepTakesTooLong_TheStepIsLeft()
    {
        List<int> got = [];
        Exception? seen = null;
        AwaitedSequence<int> items = new(new Sequence(this), default) { Patience = s_short };
        StartReader(() => seen = EndOf(() => Read(items, got)));

        InterruptBeside(Beside.Interrupt);
        _reader!.Join();
        _step.SetResult(true);

        Assert.HasCount(0, got);
        Assert.IsInstanceOfType<ThreadInterruptedException>(seen);
    }

    [TestMethod]
    [DataRow(0)]
    [DataRow(1)]
    public void AwaitEach_OfAQueueAmongInterruptsAndLimits_LosesNoItem(int capacity)
    {
        const int Items = 100;
        CoroutineQueue<int> queue = new(capacity);
        List<int> got = [];
        bool isOver = false;
        TestThread reader = TestThread.Start(() =>
        {
            while (!isOver)
            {
                Exception? end = EndOf(() => Coroutine.WithTimeout(s_short, () => Read(queue.DequeueAllAsync().AwaitEach(), got)));
                Volatile.Write(ref isOver, end is null);
            }

            _ = TestThread.TakePendingInterrupt();
        });
        queue.Enqueue(0); // what .NET makes at first use, it makes behind locks, at which an interrupt ends the wait
        queue.Enqueue(1);
        TestThread sender = TestThread.Start(() =>
        {
            for (int i = 2; i < Items; i++)
            {
                queue.Enqueue(i);
            }

            queue.Complete();
        });

        while (!Volatile.Read(ref isOver))
        {
            reader.Thread.Interrupt();
            Thread.Yield();
        }

        sender.Join();
        reader.Join();
        CollectionAssert.AreEqual(Enumerable.Range(0, Items).ToArray(), got);
    }

    private static void Read(IEnumerable<int> items, List<int> got)
    {
        foreach (int item in items)
        {
            got.Add(item);
        }
    }

    private void StartReader(Action read)
    {
        _reader = TestThread.Start(read);
        _isAsked.Wait();
        Eventually.Parked(_reader.Thread);
    }

    // The thread waits for the step that was left, and an interrupt is on its way or held back.
    private void InterruptBeside(Beside beside)
    {
        if (beside is Beside.Nothing or Beside.Interrupt)
        {
            _reader!.Thread.Interrupt();
        }
        else if (beside is Beside.Token or Beside.Scope)
        {
            _source.Cancel();
        }

        _hasFired.Wait();
        Eventually.Parked(_reader!.Thread);
        if (beside != Beside.Nothing)
        {
            _reader!.Thread.Interrupt();
        }
    }

    private void Block(Beside beside, Action code)
    {
        switch (beside)
        {
            case Beside.Limit:
                Coroutine.WithTimeout(TimeSpan.FromMilliseconds(10), code);
                break;
            case Beside.Token:
                Coroutine.WithCancellation(_source.Token, code);
                break;
            case Beside.Scope:
                CoroutineScope.Run(scope =>
                {
                    _source.Token.Register(scope.Cancel);
                    code();
                });
                break;
            default:
                code();
                break;
        }
    }

    private void End(Brings brings)
    {
        switch (brings)
        {
            case Brings.Failure:
                _step.SetException(new IOException());
                break;
            case Brings.WrappedCancellation:
                _step.SetException(new IOException("a library's", new OperationCanceledException()));
                break;
            case Brings.Interrupt:
                _step.SetException(new ThreadInterruptedException("the step's"));
                break;
            case Brings.Cancellation:
                _step.SetCanceled();
                break;
            default:
                _step.SetResult(brings == Brings.Item);
                break;
        }
    }

    private static Exception? EndOf(Action code)
    {
        try
        {
            code();
            return null;
        }
        catch (Exception e)
        {
            return e;
        }
    }

    /// <summary>Its first step ends when the test ends it.</summary>
    private sealed class Sequence(AwaitEachInterruptTests test) : IAsyncEnumerable<int>, IAsyncEnumerator<int>
    {
        private CancellationToken _token; // the reader's; set once, at the begin

        public int Current => 1;

        public IAsyncEnumerator<int> GetAsyncEnumerator(CancellationToken cancellationToken)
        {
            _token = cancellationToken;
            return this;
        }

        public ValueTask<bool> MoveNextAsync()
        {
            _token.ThrowIfCancellationRequested();
            _token.UnsafeRegister(_ => test._hasFired.Set(), null);
            test._isAsked.Set();
            return new ValueTask<bool>(test._step.Task);
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
