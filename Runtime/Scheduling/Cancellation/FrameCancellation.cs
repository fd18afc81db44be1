namespace Baton;

/// <summary>The cancellation of one frame: its state, the exception that is to appear, and the frame's token.</summary>
/// <remarks>
/// <para>A frame is told once of each cancellation. Three exceptions can tell it: one at a suspension point; one from a wait of Baton's
/// that a cancellation has ended; one that names a token of the frame's, wherever it is thrown. The first of these counts.</para>
/// <para>Fields without a note belong to the holder of the baton.</para>
/// </remarks>
[System.Diagnostics.StackTraceHidden]
internal sealed class FrameCancellation(FrameCore frame) : ICancelable, ITokenFollower
{
    private CancellationWord _word;                     // the state, by the table of the type
    private OperationCanceledException? _exception;     // the exception that has appeared last; null: the next one is yet to be made
    private Tellers _tellers;                           // for Tellers; own thread
    private FrameToken? _source;                        // the source of its token; null: no code has asked for the token; interlocked, once

    private SchedulerCore Scheduler => frame.Scheduler;

    /// <summary>Own thread: how many exceptions the doomed frame was given.</summary>
    internal int Signals { get; private set; }

    /// <summary>Any thread: is the frame canceled? True as soon as a token has fired for that, before the holder knows.</summary>
    internal bool IsRequested => _word.State != CancellationState.None
        || Given is { HasFired: true }
        || (!frame.IsLate && Scheduler.IsAllAskedFor)
        || frame.Scope?.Cancellation.IsTokenFired == true;

    /// <summary>The token that the function was started with. Null: none. Written before the frame is on its way.</summary>
    internal GivenToken? Given { get; set; }

    /// <summary>Holder: is an exception to appear at the frame's next suspension point, because the frame itself is canceled?</summary>
    internal bool IsPending => _word.IsToBeTold;
    internal bool IsDoomed => _word.State == CancellationState.Doomed;

    /// <summary>Own thread: is the frame, or a block that it runs, to be told here? Not what a disposal holds back.</summary>
    internal bool IsAnyPending => (IsPending && !Hold.IsForDisposal) || Scheduler.BlockCancellations.FindFor(frame) is not null;

    /// <summary>Own thread: the token of the exception that told the frame of the cancellation. Null: the frame was not told.</summary>
    internal CancellationToken? ToldToken => _exception?.CancellationToken;

    /// <summary>Holder: the moment at which the frame was told last. 0: never. Code that began later is clean-up.</summary>
    internal long ToldAt { get; private set; }

    /// <summary>Holder: the callbacks that the frame has to wait for before it leaves its task.</summary>
    internal FiredCallbacks Callbacks { get; } = new();

    /// <summary>The run that the frame has called, and waits for. Null: none. Any thread reads it; own thread, with a full fence.</summary>
    internal CalledRunCancellation? CalledRun
    {
        get => Volatile.Read(ref field);
        set => Interlocked.Exchange(ref field, value);
    }

    ICancelable? ICancelable.Next { get; set; }
    bool ICancelable.IsListed { get; set; }
    /// <summary>Own thread: holds the cancellation back while native frames are in its way, or in a disposal.</summary>
    internal CancellationHold Hold { get; } = new(frame);

    /// <summary>Holder: has any code asked for the frame's token?</summary>
    internal bool HasToken => Volatile.Read(ref _source) is not null;
    internal CancellationToken? FiredToken => Volatile.Read(ref _source) is { IsCancellationRequested: true } own ? own.Token : null;

    /// <summary>Holder: had the frame been told of something else when its run was canceled? What it does since then is clean-up.</summary>
    internal bool WasToldBefore { get; set; }

    /// <summary>Holder: its token. It fires with all that cancels the frame: the only sign for code that holds the baton.</summary>
    internal CancellationToken Token => _source is { Follows: true } source && _word.State == CancellationState.None
        ? source.Token // the token follows already
        : ITokenFollower.TokenOf(this);

    /// <summary>
    /// Any thread: cancels the frame at its next suspension point, or where it waits now. No effect until the last cancellation was told.
    /// </summary>
    /// <exception cref="AggregateException">What callbacks of its token threw. The frame is canceled all the same.</exception>
    /// <param name="by">The token that the function was started with: if the frame was asked before, only its token fires.</param>
    internal void Ask(CancellationToken? by = null)
    {
        FrameWord word = new(frame); // before anything changes
        int round = 1;
        bool asks = !frame.IsEnded && (by is null ? _word.TryAsk(out round) : _word.TryAskFirst(out round));
        if (asks || (by is not null && !frame.IsEnded))
        {
            // A full fence lies before these reads, and others where a token is made and a run called. So one of two sides sees the other.
            word.Round = round;
            CalledRunCancellation? run = asks ? CalledRun : null; // before the word is left: then clean-up may call another
            FrameToken? source = Volatile.Read(ref _source);
            source?.Note(CancellationRoot.Of(frame));
            TokenFiring.Fire(source, word, by);
            run?.Fire(); // it follows the token too, but a token fires once
        }
    }

    /// <summary>Holder: cancels the frame with something wider, and takes along what is inside the frame.</summary>
    void ICancelable.TakeStep(CancellationCascade cascade) => Accept(_word.TryAccept(), cascade);

    /// <summary>Holder: the word of a cancellation has arrived. Does not fail.</summary>
    /// <param name="round">The number of that cancellation.</param>
    /// <param name="callbacks">The callbacks of the token that was fired for it.</param>
    internal void AcceptWord(int round, Task callbacks)
    {
        Callbacks.Add(callbacks); // also of a cancellation that is no news: they still run
        Accept(_word.TryAccept(round), Scheduler.Cascade);
    }

    /// <summary>Holder: the scheduler is disposed. From now on the frame is canceled at each of its suspension points.</summary>
    internal void Doom()
    {
        _word.Doom();
        Accept(isNews: true, Scheduler.Cascade);
    }

    // The exception is made where it appears: nothing must fail here.
    private void Accept(bool isNews, CancellationCascade cascade)
    {
        frame.AssertHolder();
        if (frame.IsEnded || !isNews)
        {
            frame.InnermostScope.TakeAlong(ToldAt, cascade); // its token told it earlier: the scopes that were open then
            return;
        }

        Hold.NoteAsked();
        _exception = null;
        if (Volatile.Read(ref _source) is { } source)
        {
            Callbacks.Add(source.FireElsewhere(CancellationRoot.Of(frame))); // or what another thread has fired
        }

        if (frame.State == FrameState.WantingThread)
        {
            Scheduler.Threads.Withdraw(frame);
            frame.Abandon();
        }
        else
        {
            if (IsFirst && _word.State == CancellationState.Pending && Tellers.HasTold(since: 0, CancellationRoot.Of(frame)))
            {
                MarkTold();
            }
            else
            {
                frame.StopWaiting();
            }

            frame.InnermostScope.TakeAlong(long.MaxValue, cascade);
        }
    }

    internal void LeaveScope() => _source?.LeaveScope(); // holder: its token does not fire with the scope's any more
    internal void EnterScope(ScopeCore scope) => _source?.EnterScope(scope); // holder: it fires with that of this scope instead

    /// <summary>Holder: the frame has ended. Does not wait for callbacks that run.</summary>
    internal void End()
    {
        _source?.Unfollow();
        Given = Given?.End();
        _tellers = default; // the exceptions belong to those who have them
        Scheduler.RunCancellation?.OnEnded(frame);
    }

    /// <summary>The suspension point: throws if the frame, or a block that it runs, is to be told. All waits call this.</summary>
    /// <exception cref="OperationCanceledException">Once for each cancellation.</exception>
    internal void ThrowIfPending()
    {
        frame.AssertHolder();
        if (!_word.IsToBeTold || Hold.IsForDisposal || Signals >= CoroutineCore.MaxSignals) // then a doomed frame is left to itself
        {
            Scheduler.BlockCancellations.ThrowFor(frame);
        }
        else if (!Hold.IsNeeded(out string? native))
        {
            GivingUp.Throw(Tell(), native);
        }
    }

    /// <summary>A wait of Baton's ended by a cancellation. A canceled frame learns of its own here. Otherwise the caller throws.</summary>
    /// <param name="token">What the wait ended with.</param>
    /// <exception cref="OperationCanceledException">The frame's cancellation.</exception>
    internal void Meet(CancellationToken token)
    {
        frame.AssertHolder();
        if (!frame.IsSuspensionForbidden) // nothing else may appear in the region
        {
            Scheduler.LookAtArrivals();
            if (_word.State is CancellationState.None or CancellationState.Asked && IsRequested && !Hold.IsForDisposalOrWait)
            {
                // A token has fired, and the thread that fired it has not left word yet: that word would tell the frame once more.
                string? native = GivingUp.FindInWayOf(typeof(OperationCanceledException));
                GivingUp.Throw(Tell(NewException()), native);
            }

            ThrowIfPending();
        }

        Telling = TokenBlame.Note(frame, token);
    }

    /// <summary>Own thread: an exception tells the frame of its cancellation.</summary>
    internal void NoteTold()
    {
        _exception ??= NewException();
        FrameWord word = new(frame) { Round = MarkTold() }; // takes along the scopes that were open when the frame was told
        word.Leave();
    }

    /// <summary>Holder: is this the frame's first cancellation, if it has any?</summary>
    internal bool IsFirst => _word.Round <= 1;

    /// <summary>Was the frame, or an open block of the frame, told of its cancellation by this exception?</summary>
    internal bool IsWhatWasTold(OperationCanceledException exception) =>
        ReferenceEquals(exception, _exception) || _tellers.ContainsFrames(exception) || Scheduler.BlockCancellations.WasTold(exception);

    // The exception of a run's main frame names the token that the run was started with.
    private OperationCanceledException NewException() => new(
        $"{frame} was canceled {CancellationCause.Of(frame)}.", RunCancellation.CauseOf(frame) ?? Token);

    /// <summary>Own thread: the exceptions that have told the frame, or a block that the frame ran.</summary>
    internal ref Tellers Tellers => ref _tellers;

    /// <summary>Own thread: is the frame canceled, and not told yet?</summary>
    internal bool IsUntold => _word.State is not (CancellationState.Told or CancellationState.Doomed) && IsRequested;

    /// <summary>Own thread: has this exception told the frame, or an open block, in the body of this coroutine, and none since?</summary>
    internal bool IsLastTeller(OperationCanceledException exception, long coroutine) => _tellers.IsLast(exception, coroutine)
        && (_tellers.ContainsFrames(exception) || ReplacedTeller.FindLast(frame) is not null);

    /// <summary>Own thread: what told the frame is not going to reach its code. It is told once more.</summary>
    internal void TellAgain()
    {
        _word.Untell();
        Hold.NoteUnasked();
        _exception = null;
        ToldAt = IsFirst ? 0 : ToldAt;
    }

    /// <summary>Own thread: whom the next cancellation tells that the frame's code throws. Set by the wait that ends with it.</summary>
    internal Blame Telling { get; set; } = Blame.Nobody;

    /// <summary>Own thread; for a frame that has not begun, the holder: the exception that tells the frame now.</summary>
    internal OperationCanceledException Tell(OperationCanceledException? with = null)
    {
        OperationCanceledException teller = IsDoomed && Signals > 0 ? NewException() : with ?? _exception ?? NewException();
        _tellers.Begin(Scheduler.NextMoment());
        _tellers.Add(teller, isOfFrame: true); // up to here it may fail, for want of memory
        _exception = teller;
        Signals += IsDoomed ? 1 : 0;
        MarkTold();
        SameToken.NoteOthers(frame, CancellationRoot.Of(frame));
        frame.TakeAllAlong(); // also the scopes that were opened since the word was accepted
        return teller;
    }

    private int MarkTold() // returns the number of the cancellation that was told
    {
        _word.TryTell(out int round);
        ToldAt = Scheduler.NextMoment();
        Hold.End();
        return round;
    }

    ITokenFollower? ITokenFollower.Followed => frame.Scope?.Cancellation;

    CancellationToken ITokenFollower.OwnToken
    {
        get
        {
            FrameToken? made = Volatile.Read(ref _source) is null ? MakeSource() : null;
            FrameToken source = made ?? _source!;
            bool fires = _word.State is not CancellationState.None and var state && (made is not null || state != CancellationState.Asked);
            if (fires && !source.IsCancellationRequested)
            {
                _ = source.FireElsewhere(CancellationRoot.Of(frame)); // unless the thread that asks does; callbacks run elsewhere
            }

            return source.Token;
        }
    }

    // The token of a canceled frame has fired anyhow, and the token of an ended frame never fires.
    bool ITokenFollower.IsToFollow => _word.State == CancellationState.None && !frame.IsEnded && !_source!.Follows;

    void ITokenFollower.Follow(CancellationToken token) => _source!.Follow(frame.IsLate ? default : Scheduler.All.Token, token);

    private FrameToken MakeSource()
    {
        ThrownCancellations.Watch();
        return Interlocked.CompareExchange(ref _source, new FrameToken(), null) ?? _source!;
    }

    /// <summary>Any thread: is this the frame's token, or the one that it was started with?</summary>
    internal bool IsTokenOf(CancellationToken token) => Given?.Token == token || Volatile.Read(ref _source)?.Token == token;
}
