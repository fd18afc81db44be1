namespace Baton.Tests;

/// <summary>
/// A step of a sequence, or a disposal, goes on after its code has left it. What it fails with is told as unobserved; what it is canceled
/// with is not.
/// </summary>
[TestClass]
public sealed class LeftBehindTests : SchedulerTest
{
    private readonly TaskCompletionSource<bool> _step = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _disposal = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<UnobservedFailureEventArgs> _told = [];

    [TestInitialize]
    public void Listen() => CoroutineScheduler.UnobservedFailure += OnFailure;

    [TestCleanup]
    public void StopListening() => CoroutineScheduler.UnobservedFailure -= OnFailure;

    [TestMethod]
    public void AwaitDispose_LeftByAnInterrupt_ItsFailureIsTold()
    {
        FormatException failure = new();
        Leave(new Sequence(this).AwaitDispose().Dispose);

        _disposal.SetException(failure);

        ExpectedUnobserved = 1;
        AssertTold(failure);
    }

    [TestMethod]
    public void Stream_ItsInnerOnesDisposalIsLeftByAnInterrupt_ItsFailureIsTold()
    {
        FormatException failure = new();
        Leave(new SuspendingStream(new Inner(_disposal.Task)).Dispose);

        _disposal.SetException(failure);

        ExpectedUnobserved = 1;
        AssertTold(failure);
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void AwaitEach_LeftByInterrupts_TheFailuresOfStepAndDisposalAreTold(bool atOnce)
    {
        FormatException first = new();
        InvalidDataException second = new();
        Leave(() => Read(new Sequence(this) { ThrowsAtOnce = atOnce ? second : null }));

        _disposal.SetException(second);
        _step.SetException(first);

        ExpectedUnobserved = 2;
        AssertTold(first, second);
    }

    [TestMethod]
    public void AwaitEach_LeftByInterruptsAndTheStepIsCanceled_OnlyTheDisposalsFailureIsTold()
    {
        FormatException failure = new();
        Leave(() => Read(new Sequence(this)));

        _step.SetCanceled();
        _disposal.SetException(failure);

        ExpectedUnobserved = 1;
        AssertTold(failure);
    }

    private static void Read(Sequence sequence)
    {
        foreach (int item in new AwaitedSequence<int>(sequence, default) { Patience = TimeSpan.FromMilliseconds(1) })
        {
            Assert.Fail($"no item comes, but {item}");
        }
    }

    // The code waits on a thread outside every scheduler.
    private static void Leave(Action code)
    {
        bool hasLeft = false;
        TestThread thread = TestThread.Start(() =>
        {
            try
            {
                code();
            }
            catch (ThreadInterruptedException)
            {
                hasLeft = true;
            }
        });
        Eventually.Parked(thread.Thread);
        do
        {
            thread.Thread.Interrupt(); // each wait
        }
        while (!thread.Thread.Join(TimeSpan.FromMilliseconds(1)));
        thread.Join();
        Assert.IsTrue(hasLeft);
    }

    private void AssertTold(params Exception[] failures)
    {
        Eventually.True(() => Told().Length >= failures.Length, "all are told");
        CollectionAssert.AreEquivalent(failures, Told());
    }

    private Exception[] Told()
    {
        lock (_told)
        {
            return [.. _told.Select(static told => told.Exception)];
        }
    }

    private void OnFailure(object? sender, UnobservedFailureEventArgs failure)
    {
        if (failure.Description.Contains(nameof(LeftBehindTests), StringComparison.Ordinal) || failure.Description.Contains("stream"))
        {
            lock (_told)
            {
                _told.Add(failure);
            }
        }
    }

    private sealed class Sequence(LeftBehindTests test) : IAsyncEnumerable<int>, IAsyncEnumerator<int>
    {
        internal Exception? ThrowsAtOnce { get; init; }

        public int Current => 0;

        public IAsyncEnumerator<int> GetAsyncEnumerator(CancellationToken cancellationToken) => this;

        public ValueTask<bool> MoveNextAsync() => new(test._step.Task);

        public ValueTask DisposeAsync() => ThrowsAtOnce is { } failure ? throw failure : new ValueTask(test._disposal.Task);
    }

    private sealed class Inner(Task disposal) : MemoryStream
    {
        public override async ValueTask DisposeAsync()
        {
            await disposal;
            await base.DisposeAsync();
        }
    }
}
