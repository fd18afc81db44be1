using System.Diagnostics.CodeAnalysis;

namespace Baton;

/// <summary>The cancellation of one scope: of the functions, of the block, and of the token.</summary>
/// <remarks>
/// Fields without a note belong to the holder of the scheduler's baton; outside every scheduler they are under the scope's gate.
/// </remarks>
[SuppressMessage("Design", "CA1001", Justification = "The source has neither a timer nor a wait handle: there is nothing to dispose.")]
internal sealed class ScopeCancellation(ScopeCore scope) : ICancelable, ITokenFollower
{
    private readonly CancellationTokenSource _source = new();
    private volatile CanceledBy _by;                // outside also read without the gate: a function that begins just now was earlier
    private CancellationWord _block;                // what the block is told of it: see its table
    private OperationCanceledException? _exception; // what the block is told, or was
    private long _toldAt;                           // by the scheduler's count of moments; 0: never
    private bool _follows;                          // its token follows the one around it
    private CancellationTokenRegistration _withOuter; // once it follows

    internal ScopeCore Scope => scope;

    /// <summary>Any thread.</summary>
    internal bool IsCanceled => _by != CanceledBy.Nothing;

    /// <summary>Any thread: has the token fired?</summary>
    internal bool IsTokenFired => _source.IsCancellationRequested;

    /// <summary>Any thread: the token as it is, without what it should follow.</summary>
    public CancellationToken OwnToken => _source.Token;

    /// <summary>Holder: by what the scope is canceled.</summary>
    internal CanceledBy By => _by;

    /// <summary>Holder: the moment at which the block was told of it; 0: never.</summary>
    internal long ToldAt => _toldAt;

    /// <summary>Holder: is the block to be told?</summary>
    internal bool IsToBeTold => _block.IsToBeTold;

    /// <summary>Holder: the token that the block's cancellation names; null: the block has no cancellation of its own.</summary>
    internal CancellationToken? BlocksToken => _exception?.CancellationToken;

    private CancellationCascade Cascade => scope.Scheduler?.Cascade ?? scope.OutsideCascade;

    internal bool IsTokenOf(CancellationToken token) => _source.Token == token;

    internal bool IsWhatWasTold(OperationCanceledException exception) => ReferenceEquals(exception, _exception);

    // ---- how it is canceled ----

    /// <summary>Holder: cancels the functions and the block, once.</summary>
    internal void Cancel()
    {
        scope.AssertMayTouch();
        if (!scope.IsOver && _by != CanceledBy.Itself)
        {
            Cascade.Add(new Step(CancelByItself));
        }
    }

    /// <summary>Holder: the scope's own block asks, and goes on: the functions only.</summary>
    internal void CancelFunctions()
    {
        scope.AssertMayTouch();
        if (!scope.IsOver && _by == CanceledBy.Nothing)
        {
            Cascade.Add(new Step(CancelFunctionsOnly));
        }
    }

    /// <summary>Holder: a scope around it, or its frame, is canceled; the block learns it from there.</summary>
    void ICancelable.TakeStep(CancellationCascade cascade)
    {
        if (!scope.IsOver && _by == CanceledBy.Nothing)
        {
            _by = CanceledBy.Outer;
            TakeFunctionsAlong(cascade);
        }
    }

    /// <summary>Not the holder: fires the token on the calling thread, and leaves word for the holder.</summary>
    internal void CancelAtOnce()
    {
        if (!scope.IsOver)
        {
            TokenFiring.Fire(_source, new ScopeWord(scope));
        }
    }

    /// <summary>Anybody, in the middle of a handoff: leaves word for the holder of the baton of the scope's scheduler.</summary>
    internal void CancelFromElsewhere() => new ScopeWord(scope).Leave();

    private void CancelByItself(CancellationCascade cascade)
    {
        if (scope.IsOver || _by == CanceledBy.Itself)
        {
            return;
        }

        CanceledBy before = _by;
        _by = CanceledBy.Itself;
        if (before == CanceledBy.Nothing)
        {
            TakeFunctionsAlong(cascade);
        }

        cascade.Add(new Step(CancelBlock)); // behind all that the functions take along
    }

    private void CancelFunctionsOnly(CancellationCascade cascade)
    {
        _by = CanceledBy.Itself;
        TakeFunctionsAlong(cascade);
    }

    private void TakeFunctionsAlong(CancellationCascade cascade)
    {
        LeaveAfter(Uninterrupted.Cancel(_source)); // its callbacks are other people's, and run on the thread pool
        foreach (FrameCore child in scope.Children)
        {
            if (scope.Owner is { } owner)
            {
                child.Cancellation.Callbacks.AddThoseOf(owner.Cancellation.Callbacks);
            }

            cascade.Add(child.Cancellation);
        }
    }

    private void CancelBlock(CancellationCascade cascade)
    {
        if (scope.Scheduler is null || !scope.IsBlockRunning)
        {
            return;
        }

        OperationCanceledException exception = new("The scope was canceled.", _source.Token);
        bool isNews = _block.TryAccept();
        if (isNews)
        {
            _exception = exception;
            scope.Scheduler.BlockCancellations.Add(this);
        }

        if (scope.BlockRunner is { } runner && runner.Scheduler == scope.Scheduler) // otherwise its stack is none of this scheduler's
        {
            if (isNews)
            {
                runner.StopWaiting();
            }

            TakeInnerAlong(isNews ? long.MaxValue : _toldAt, cascade);
        }
    }

    // On the stack of the block: a coroutine's has nothing to do with the scopes around the call that resumes it.
    private void TakeInnerAlong(long before, CancellationCascade cascade) =>
        (scope.Home is null ? scope.Owner!.InnermostScope : scope.Home.OpenBlock as ScopeCore).TakeAlong(before, cascade, scope);

    // Those that may have given the scope's token to what they wait for.
    private void LeaveAfter(Task callbacks)
    {
        if (scope.IsBlockRunning && scope.BlockRunner is { } runner && runner.Scheduler == scope.Scheduler)
        {
            runner.Cancellation.Callbacks.Add(callbacks);
        }

        foreach (FrameCore child in scope.Children)
        {
            child.Cancellation.Callbacks.Add(callbacks);
        }
    }

    // ---- what the block is told ----

    /// <summary>The block's own thread: what appears in it now.</summary>
    internal OperationCanceledException Tell()
    {
        MarkTold();
        TakeInnerAlong(long.MaxValue, scope.Scheduler!.Cascade); // those too that were opened since it was accepted
        return _exception!;
    }

    /// <summary>
    /// The block's own thread: the block has learned of it by an exception of its token. What it takes along follows at the next look.
    /// </summary>
    internal void NoteTold()
    {
        MarkTold();
        new ToldWord(this).Leave();
    }

    private void MarkTold()
    {
        _block.TryTell();
        _toldAt = scope.Scheduler!.NextMoment();
    }

    /// <summary>
    /// Holder: has the code in the block been told of a cancellation since the scope was opened, the scope's own or a wider one?
    /// </summary>
    internal bool HasBlockBeenTold
    {
        get
        {
            bool told = _toldAt > 0 || scope.Owner?.Cancellation.ToldAt > scope.OpenedAt;
            for (ScopeCore? next = scope.Around; next is not null && !told; next = next.Around)
            {
                told = next.Cancellation._toldAt > scope.OpenedAt;
            }

            return told;
        }
    }

    /// <summary>The block's own thread: is that the cancellation of the scope, though it may come out of something else?</summary>
    internal bool Identifies(OperationCanceledException canceled) => IsTokenFired
        && (!canceled.CancellationToken.CanBeCanceled
            || IsTokenOf(canceled.CancellationToken)
            || IsWhatWasTold(canceled)
            // A token that somebody has linked with the scope's.
            || (!HasBlockBeenTold && canceled.CancellationToken.IsCancellationRequested));

    // ---- its token ----

    /// <summary>Any thread: the token, which fires with that of what the scope is in.</summary>
    internal CancellationToken Token
    {
        get
        {
            ThrownCancellations.Watch();
            return scope.Scheduler is not null && FrameCore.Current?.Scheduler == scope.Scheduler ? ITokenFollower.TokenOf(this)
                : _source.Token;
        }
    }

    ITokenFollower? ITokenFollower.Followed => scope.Followed;

    bool ITokenFollower.TryBeginFollowing()
    {
        bool begins = !_follows && !scope.IsOver;
        _follows |= begins;
        return begins;
    }

    void ITokenFollower.Follow(CancellationToken token) => _withOuter = TokenFiring.Link(_source, token);

    /// <summary>Holder: the scope is over. Waits for nobody.</summary>
    internal void EndFollowing() => _withOuter.Unregister();

    private sealed class Step(Action<CancellationCascade> take) : ICancelable
    {
        public void TakeStep(CancellationCascade cascade) => take(cascade);
    }

    /// <summary>The word of <see cref="NoteTold"/>.</summary>
    private sealed class ToldWord(ScopeCancellation told) : CancellationArrival(told.Scope.Scheduler!)
    {
        public override void Accept(SchedulerCore scheduler)
        {
            if (told.Scope.IsBlockRunning && told.Scope.BlockRunner?.Scheduler == scheduler)
            {
                told.TakeInnerAlong(told._toldAt, scheduler.Cascade);
            }
        }
    }

    /// <summary>The word of <see cref="CancelAtOnce"/>.</summary>
    private sealed class ScopeWord(ScopeCore scope) : CancellationArrival(scope.Scheduler!)
    {
        public override void Accept(SchedulerCore scheduler)
        {
            scope.Cancellation.LeaveAfter(Callbacks);
            scope.Cancellation.Cancel();
        }

        // No function is left. But a block in a coroutine may go on elsewhere, and it can still look at the token.
        public override void Refuse(SchedulerCore scheduler) => _ = Uninterrupted.Cancel(scope.Cancellation._source);
    }
}
