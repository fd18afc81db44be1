namespace Baton;

/// <summary>The cancellation of one frame: whether it was asked for, what is to appear, and its token.</summary>
/// <remarks>
/// <para>A frame is told once of each cancellation. It is told by an exception at a suspension point; or by whatever a wait of Baton's
/// ends with when something was canceled; or by an exception that names a token of its own, wherever that was thrown. The first of these
/// counts.</para>
/// <para>Fields without a note belong to the holder of the baton.</para>
/// </remarks>
internal sealed class FrameCancellation(FrameCore frame) : ICancelable, ITokenFollower
{
    private CancellationWord _word;                     // see its table
    private OperationCanceledException? _exception;     // what is to appear, or has appeared last
    private OperationCanceledException? _told;          // what has appeared last: one of these, or an exception of its token; own thread
    private long _toldAt;                               // by the scheduler's count of moments; 0: never
    private int _signals;                               // exceptions that the doomed frame was given; own thread
    private FrameToken? _source;                        // of its token, once somebody has asked for that; interlocked, once

    private SchedulerCore Scheduler => frame.Scheduler;

    /// <summary>
    /// Any thread: is it canceled, by itself or with others? True as soon as a token has fired for that, though the frame may have the
    /// baton, and no word of it yet.
    /// </summary>
    internal bool IsRequested => _word.State != CancellationState.None
        || (!frame.IsLate && Scheduler.IsAllAskedFor)
        || frame.Scope?.Cancellation.IsTokenFired == true;

    /// <summary>Holder: is an exception to appear at its next suspension point, because the frame itself is canceled?</summary>
    internal bool IsPending => _word.IsToBeTold;

    /// <summary>Holder: as <see cref="IsPending"/>, or because a scope is canceled whose block the frame runs.</summary>
    internal bool IsAnyPending => IsPending || Scheduler.BlockCancellations.FindFor(frame) is not null;

    /// <summary>Own thread: the token of the exception that told the frame of the cancellation. Null: the frame was not told.</summary>
    internal CancellationToken? ToldToken => _exception?.CancellationToken;

    /// <summary>Holder: the moment at which the frame was told last; 0: never. What began later is clean-up.</summary>
    internal long ToldAt => _toldAt;

    /// <summary>Holder: callbacks that the frame has to wait for at its task before it leaves.</summary>
    internal FiredCallbacks Callbacks => field ??= new FiredCallbacks();

    /// <summary>Holder: has somebody asked for its token?</summary>
    internal bool HasToken => Volatile.Read(ref _source) is not null;

    /// <summary>
    /// Holder: its token. It fires with all that cancels the frame, on the thread that cancels: code that computes or blocks with the
    /// baton learns of it nowhere else.
    /// </summary>
    internal CancellationToken Token => _source is { Follows: true } source && _word.State == CancellationState.None
        ? source.Token // nothing is left to link
        : ITokenFollower.TokenOf(this);

    // ---- anybody ----

    /// <summary>
    /// Anybody: cancels the frame at its next suspension point, or where it waits now. No effect before the last one was seen.
    /// </summary>
    /// <exception cref="AggregateException">What callbacks of its token threw. The frame is canceled all the same.</exception>
    internal void Ask()
    {
        if (frame.IsEnded || !_word.TryAsk(out int round))
        {
            return;
        }

        // A full fence lies between the word and this read, and another in the token's making: one of the two sides sees the other.
        FrameWord word = new(frame, round);
        if (Volatile.Read(ref _source) is { } source)
        {
            TokenFiring.Fire(source, word);
        }
        else
        {
            word.Leave();
        }
    }

    // ---- holder ----

    /// <summary>Holder: cancels the frame with something wider, and takes along what is inside it.</summary>
    void ICancelable.TakeStep(CancellationCascade cascade)
    {
        OperationCanceledException exception = NewException(); // before anything changes
        Accept(_word.TryAccept(), cascade, exception);
    }

    /// <summary>Holder: the word of a cancellation has arrived.</summary>
    /// <param name="round">Of which one.</param>
    /// <param name="callbacks">Of the token that was fired for it.</param>
    internal void AcceptWord(int round, Task callbacks)
    {
        OperationCanceledException exception = NewException(); // before anything changes
        bool isNews = _word.TryAccept(round);
        if (isNews)
        {
            Callbacks.Add(callbacks);
        }

        Accept(isNews, Scheduler.Cascade, exception);
    }

    /// <summary>Holder: the scheduler is disposed; the frame is canceled at each of its suspension points from now on.</summary>
    internal void Doom()
    {
        OperationCanceledException exception = _word.State == CancellationState.Pending ? _exception! : NewException();
        _word.Doom();
        Accept(isNews: true, Scheduler.Cascade, exception);
    }

    private void Accept(bool isNews, CancellationCascade cascade, OperationCanceledException exception)
    {
        frame.AssertHolder();
        if (frame.IsEnded)
        {
            return;
        }

        if (!isNews)
        {
            frame.InnermostScope.TakeAlong(_toldAt, cascade); // told by its token before the word came: those that were open then
            return;
        }

        _exception = exception;
        if (Volatile.Read(ref _source) is { IsCancellationRequested: false } source)
        {
            Callbacks.Add(Uninterrupted.Cancel(source));
        }

        if (frame.State == FrameState.WantingThread)
        {
            Scheduler.Threads.Withdraw(frame);
            frame.Fail(_exception);
        }
        else
        {
            frame.StopWaiting();
            frame.InnermostScope.TakeAlong(long.MaxValue, cascade);
        }
    }

    /// <summary>Holder: the frame has ended. Waits for nobody.</summary>
    internal void End()
    {
        _source?.Unfollow();
        Scheduler.RunCancellation?.OnEnded(frame);
    }

    // ---- its own thread, with the baton ----

    /// <summary>
    /// The suspension point: throws what the frame, or a block that it runs, has to be told. Every wait of Baton's calls this.
    /// </summary>
    /// <exception cref="OperationCanceledException">Once for each cancellation.</exception>
    internal void ThrowIfPending()
    {
        frame.AssertHolder();
        if (_word.IsToBeTold && MayTell())
        {
            throw Tell();
        }

        Scheduler.BlockCancellations.ThrowFor(frame);
    }

    /// <summary>
    /// A wait of Baton's has ended, or did not begin, because something was canceled. A canceled frame learns of its
    /// cancellation here. If the method returns, the caller throws its own exception.
    /// </summary>
    /// <param name="token">What the wait ended with.</param>
    /// <exception cref="OperationCanceledException">The frame's cancellation.</exception>
    internal void Meet(CancellationToken token)
    {
        frame.AssertHolder();
        if (frame.IsSuspensionForbidden)
        {
            Note(token); // nothing else may appear in the region
            return;
        }

        Scheduler.LookAtArrivals();
        if (_word.State is CancellationState.None or CancellationState.Asked && IsRequested)
        {
            // A token has fired, and the thread that fired it has not left word yet: that word would tell the frame once more.
            _exception = NewException();
            throw Tell();
        }

        ThrowIfPending();
        Note(token);
    }

    /// <summary>
    /// An exception with this token comes out where the library cannot throw its own: if the token is the frame's, or of a block that it
    /// runs, what that stands for counts as told.
    /// </summary>
    internal void Note(CancellationToken token)
    {
        ScopeCancellation? blamed = null;
        Blame blame = OpenBlocks.FindByToken(frame, token) is { } block ? TokenBlame.Find(block.Scope, out blamed)
            : TokenChain.IsOf(frame, token) ? Blame.Frame
            : Blame.Nobody;
        blamed?.NoteTold();
        if (blame == Blame.Frame && IsUntold)
        {
            _exception ??= NewException();
            MarkTold();
            new FrameWord(frame, _word.Round).Leave(); // at the next look the frame takes along what was open when it was told
        }
    }

    /// <summary>What a canceled frame is refused, in its clean-up too.</summary>
    /// <exception cref="OperationCanceledException">Always.</exception>
    internal void Refuse(CancellationToken token)
    {
        Meet(token);
        throw new OperationCanceledException($"{frame} is canceled, and what is left of it waits for nothing more here.",
            _exception?.CancellationToken ?? token);
    }

    /// <summary>Was the frame, or an open block of the frame, told of its cancellation by this exception?</summary>
    internal bool IsWhatWasTold(OperationCanceledException exception) =>
        ReferenceEquals(exception, _exception) || ReferenceEquals(exception, _told) || Scheduler.BlockCancellations.WasTold(exception);

    // The main frame of a run names the token that the run was started with.
    private OperationCanceledException NewException() => new($"{frame} was canceled.", RunsToken ?? Token);

    /// <summary>The token of the run that the frame is the main frame of, if that has canceled it.</summary>
    internal CancellationToken? RunsToken => Scheduler.RunCancellation is { } run && run.IsCauseFor(frame) ? run.Token : null;

    /// <summary>Own thread: is it canceled, and has yet to be told?</summary>
    internal bool IsUntold => _word.State is not (CancellationState.Told or CancellationState.Doomed) && IsRequested;

    /// <summary>Own thread: this has told it, and may be thrown once more on its way out.</summary>
    internal void KeepTold(OperationCanceledException told) => _told = IsUntold ? _told : told;

    /// <summary>Own thread: is that the exception by which it was told last?</summary>
    internal bool IsToldBy(OperationCanceledException exception) => ReferenceEquals(exception, _told);

    private bool MayTell() => _word.State != CancellationState.Doomed || _signals < CoroutineCore.MaxSignals; // then it is left to itself

    private OperationCanceledException Tell()
    {
        if (_word.State == CancellationState.Doomed && _signals++ > 0)
        {
            _exception = NewException();
        }

        MarkTold();
        frame.InnermostScope.TakeAlong(long.MaxValue, Scheduler.Cascade); // those too that were opened since it was accepted
        return _told = _exception!;
    }

    private void MarkTold()
    {
        _word.TryTell();
        _toldAt = Scheduler.NextMoment();
    }

    // ---- its token ----

    ITokenFollower? ITokenFollower.Followed => frame.Scope?.Cancellation;

    CancellationToken ITokenFollower.OwnToken
    {
        get
        {
            FrameToken source = Volatile.Read(ref _source) ?? MakeSource();
            if (_word.State != CancellationState.None && !source.IsCancellationRequested)
            {
                _ = Uninterrupted.Cancel(source); // fires at once; callbacks, if there are any already, are not for this thread
            }

            return source.Token;
        }
    }

    // One that is canceled has fired anyhow, and one that has ended never will.
    bool ITokenFollower.TryBeginFollowing() => _word.State == CancellationState.None && !frame.IsEnded && _source!.TryBeginFollowing();

    void ITokenFollower.Follow(CancellationToken token) => _source!.Follow(frame.IsLate ? CancellationToken.None
        : Scheduler.All.Token, token);

    private FrameToken MakeSource()
    {
        ThrownCancellations.Watch();
        FrameToken made = new();
        return Interlocked.CompareExchange(ref _source, made, null) ?? made;
    }

    /// <summary>Any thread: is that its token?</summary>
    internal bool IsTokenOf(CancellationToken token) => Volatile.Read(ref _source) is { } source && source.Token == token;
}
