namespace Baton.Tests;

/// <summary>
/// One cell of <see cref="FrameDepartureTests"/>: a frame waits in a static initialiser, and what holds the baton needs the type. The
/// frame's thread leaves the frame in the middle of that wait.
/// </summary>
/// <param name="wait">How the static initialiser waits.</param>
/// <param name="ending">What becomes of the wait.</param>
/// <param name="body">Calls the wait, in the static initialiser itself or in a body that it resumes.</param>
internal sealed class DepartureScene(Func<DepartureScene, int> wait, DepartureEnding ending, Func<Func<int>, int> body)
{
    private volatile bool _hasBegun;        // has the static initialiser begun? its thread
    private FrameCore? _initializes;        // the frame that runs it; its thread, before it waits
    private Task<int>? _taken;              // takes the item of an enqueue; the code that ends the wait

    internal TaskCompletionSource<int> Source { get; } = new();

    internal CoroutineQueue<int> Items { get; } = new();

    internal CoroutineQueue<int> Rendezvous { get; } = new(0);

    internal CancellationTokenSource Unfired { get; } = new();

    internal Func<int> Need { get; private set; } = null!;

    private Func<int> Read => field ??= InitializedType.New(need =>
    {
        Need = need;
        _initializes = FrameCore.Current;
        _hasBegun = true;
        return body(() => wait(this));
    });

    /// <summary>Runs the cell where <paramref name="run"/> says, and looks at all that is left.</summary>
    /// <param name="run">Runs the first function in one frame and the second in another. Throws what the first frame ends with.</param>
    internal void Play(Action<Action, Action> run)
    {
        InvalidOperationException seen = Assert.ThrowsExactly<InvalidOperationException>(() => run(
            () => Assert.ThrowsExactly<TypeInitializationException>(() => Read()),
            HoldTheBaton));

        StringAssert.Contains(seen.Message, "static initialiser");
        Eventually.True(() => _initializes!.IsEnded, "the frame ends"); // a run that its caller's thread has left goes on for a while
        Assert.AreEqual(0, Items.Core.Places + Rendezvous.Core.Places - (_taken is { IsCompleted: false } ? 1 : 0), "places in queues");
        if (_taken is null)
        {
            EndTheWait();
        }

        Items.Complete();
        Assert.AreEqual("1", string.Join(' ', Items.DequeueAll()), "no item is lost, and none was made");
        Rendezvous.Complete();
        Assert.AreEqual(ending == DepartureEnding.Before && HasEnqueued, _taken!.IsCompletedSuccessfully);
        _ = _taken.Exception;
    }

    /// <summary>Does the static initialiser put an item into a queue? Set by its wait.</summary>
    internal bool HasEnqueued { get; set; }

    private void HoldTheBaton()
    {
        while (!_hasBegun)
        {
            Coroutine.Yield();
        }

        if (ending == DepartureEnding.Before)
        {
            EndTheWait();
        }
        else if (ending == DepartureEnding.Canceled)
        {
            _initializes!.Handle.Cancel();
        }

        Assert.ThrowsExactly<TypeInitializationException>(() => Read());
        if (ending == DepartureEnding.After)
        {
            EndTheWait();
        }
    }

    private void EndTheWait()
    {
        Items.Enqueue(1);
        _taken = Rendezvous.DequeueAsync().AsTask();
        Source.SetResult(1);
    }
}
