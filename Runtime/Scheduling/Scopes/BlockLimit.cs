using System.Diagnostics;

namespace Baton;

/// <summary>
/// What may end a scope's block early: a limit of time, and a token. When one of the two comes, the scope is canceled. Outside every
/// scheduler each scope has one: when the scope is canceled, Baton's waits in the block end by an <see cref="OutsideToken"/>.
/// </summary>
/// <param name="limit">How long the block and its functions may take. Infinite: there is no limit.</param>
/// <param name="token">Cancels the block. None: there is no token.</param>
/// <remarks>The block's own thread makes, begins and disposes of this. It asks for the reason when the scope has ended.</remarks>
internal sealed class BlockLimit(TimeSpan limit, CancellationToken token) : IErrand, IDisposable
{
    private const int NotReached = 0;
    private const int TimeIsOver = 1;
    private const int TokenHasFired = 2;

    private static readonly Action<BlockLimit> s_onToken = static limit => limit.OnToken();

    private readonly TaskContinuations _hung = new();
    private ScopeCore? _scope;              // the scope that is canceled; the block's thread, before anything can be reached
    private QuietDelay? _delay;             // ends when the time is over; null: there is no limit. The block's thread
    private CancellationTokenRegistration _registration; // with the token; the block's thread
    private CausedSource? _outside;         // fires when the block is to end, outside every scheduler; the block's thread
    private OutsideToken? _entered;         // ends the waits there with the token; null: there is none. The block's thread
    private OutsideToken? _enteredLast;     // ends them with the scope; the block's thread
    private OutsideToken? _before;          // what ended them before; the block's thread
    private TimeProvider? _clock;           // measures the limit of time; null: there is none. The block's thread, before it begins
    private long _began;                    // when the block began, by the clock; as _clock
    private long _due;                      // when the time is over; as _clock
    private bool _wasTold;                  // outside: was the thread told of what had fired when this began? The block's thread, once
    private int _reached;                   // which of the two came first; interlocked, once

    IErrand? IErrand.Next { get; set; }

    /// <summary>Any thread: which of the two has come, in words. Null: neither has.</summary>
    internal string? Reason => Volatile.Read(ref _reached) switch
    {
        TimeIsOver => $"The limit of {limit.TotalSeconds:0.###} s has passed.",
        TokenHasFired => "The token that the block was given has fired.",
        _ => null,
    };

    /// <exception cref="ArgumentOutOfRangeException"><paramref name="limit"/> is out of its range.</exception>
    internal static BlockLimit OfTime(TimeSpan limit) =>
        new(OptionRange.Time(limit, "A limit", nameof(limit)), CancellationToken.None);

    /// <summary>The block begins. With a limit of 0 it is canceled from the start.</summary>
    internal void Begin(ScopeCore scope)
    {
        _scope = scope;
        scope.Cancellation.Limit = this;
        if (scope.Scheduler is null)
        {
            _before = OutsideToken.Flowing;
            _wasTold = _before?.HasTold() == true;
            _outside = new CausedSource();
            CancellationToken ofScope = scope.Cancellation.OwnToken;
            _entered = OutsideToken.Enter(token, ofScope);
            _enteredLast = OutsideToken.EnterBlock(_outside.Token, ofScope);
        }

        if (token.CanBeCanceled)
        {
            ThrownCancellations.Watch();
            scope.Cancellation.Given = token;
            _registration = Uninterrupted.Register(
                static (self, _) => NoMemory.Insist(s_onToken, (BlockLimit)self!), this, token);
        }

        if (limit != Timeout.InfiniteTimeSpan)
        {
            _clock = TimeLeft.ClockHere(scope.Scheduler?.Clock ?? TimeProvider.System);
            _began = _clock.GetTimestamp();
            _due = _began + (long)Math.Min(limit.TotalSeconds * _clock.TimestampFrequency, long.MaxValue / 2);
        }

        if (limit == TimeSpan.Zero)
        {
            _reached = TimeIsOver;
            scope.CancelHere();
        }
        else if (limit != Timeout.InfiniteTimeSpan)
        {
            _delay = new QuietDelay(limit, scope.Scheduler?.Clock ?? TimeProvider.System);
            _hung.Hang(_delay.Task, static self => Errands.SendOwn((BlockLimit)self), this);
        }
    }

    /// <summary>The scope has ended: nothing is reached any more. Does not wait for callbacks that run.</summary>
    public void Dispose()
    {
        _hung.Dispose();
        _delay?.Dispose();
        TokenFiring.Unlink(_registration);
        _enteredLast?.Dispose();
        _entered?.Dispose();
        if (_scope is { Scheduler: null })
        {
            OutsideToken.Flowing = _before;
        }
    }

    /// <summary>What comes out of the scope in place of <paramref name="canceled"/>. Null: the limit is not its reason.</summary>
    internal Exception? Explain(OperationCanceledException canceled)
    {
        int reached = Volatile.Read(ref _reached);
        return reached == NotReached || !IsReasonOf(canceled) ? null
            : reached == TimeIsOver && FirstAround is { } first ? new OperationCanceledException(first.Reason, canceled, first.OwnToken)
            : reached == TimeIsOver ? new TimeoutException(Reason, new LimitCancellation(canceled))
            : new OperationCanceledException(Reason, canceled, token);
    }

    /// <summary>The block's stack is given up, and the scope has ended: as the end of the block, which never comes.</summary>
    /// <returns>What comes out of the block in place of <paramref name="fault"/>, or that.</returns>
    internal ThrownFault EndGivenUp(ThrownFault fault)
    {
        Exception? reason = fault.SourceException is OperationCanceledException canceled ? Explain(canceled) : null;
        Dispose();
        if (reason is null)
        {
            return fault;
        }

        ReplacedTeller.Note(_scope!, fault.SourceException, reason);
        return ThrownFault.Capture(reason);
    }

    /// <summary>The block has returned, and its functions have ended. Those that were cut have not done all.</summary>
    /// <exception cref="TimeoutException">The time was over, and functions were cut.</exception>
    /// <exception cref="OperationCanceledException">The token had fired, and functions were cut.</exception>
    [StackTraceHidden]
    internal void ThrowIfItHasCut(ScopeCore scope)
    {
        int reached = Volatile.Read(ref _reached);
        if (reached != NotReached && scope.HasCut && !scope.Rules.IsLimit)
        {
            Exception reason = reached != TimeIsOver ? new OperationCanceledException(Reason, token)
                : FirstAround is { } first ? new OperationCanceledException(first.Reason, first.OwnToken)
                : new TimeoutException(Reason);
            ThrownCancellations.NoteReplacement(reason);
            throw reason;
        }
    }

    /// <summary>The errand: the time is over.</summary>
    void IErrand.Run()
    {
        if (TryReach(TimeIsOver))
        {
            _scope!.CancelElsewhere();
            EndWaitsOutside(_scope!.IsBlockRunning); // also of a block that has disposed its scope
        }
    }

    /// <summary>
    /// Any thread: the scope is canceled, and its token has fired. Outside every scheduler Baton's waits in the block end. Runs no foreign
    /// code.
    /// </summary>
    /// <param name="isBlockRunning">False: no effect. What the block has left behind is not its own any more.</param>
    internal void EndWaitsOutside(bool isBlockRunning)
    {
        if (isBlockRunning && !token.IsCancellationRequested) // which has ended them
        {
            _ = _outside?.FireElsewhere(_scope!.Cancellation.OwnToken);
        }
    }

    /// <summary>
    /// Outside every scheduler, under the scope's gate: was the calling thread told of something around the block, which was canceled since
    /// the block began?
    /// </summary>
    internal bool WasToldAround => (_entered ?? _enteredLast)?.Next?.HasTold() == true;

    /// <summary>Outside every scheduler, when the scope has ended: tells the thread of what was canceled around the block.</summary>
    /// <exception cref="OperationCanceledException">Once for each cancellation.</exception>
    [StackTraceHidden]
    internal void ThrowIfPendingOutside()
    {
        if (FrameCore.Current is null
            && (_entered ?? _enteredLast)?.Around.ToBeTold() is { HasFired: true, IsHeldBack: false } around)
        {
            string? native = GivingUp.FindInWayOf(typeof(OperationCanceledException));
            GivingUp.Throw(around.Tell(), native);
        }
    }

    // Of the limits around this whose time was over earlier, the one that was over first: that limit tells what has happened, so the
    // exception names its token. Null: there is none.
    private BlockLimit? FirstAround
    {
        get
        {
            BlockLimit? first = null;
            for (ScopeCore? around = AroundOf(_scope!); around is not null; around = AroundOf(around))
            {
                if (around.Cancellation.Limit is { } other && other.WasOverBefore(first ?? this) && !IsCleanUpOf(other))
                {
                    first = other;
                }
            }

            return first;
        }
    }

    // Scopes of two schedulers cannot be compared: each scheduler counts its own moments.
    private static ScopeCore? AroundOf(ScopeCore scope) =>
        ScopeSurroundings.OnStackOf(scope) is { IsBlockRunning: true } around && around.Scheduler == scope.Scheduler ? around : null;

    private CancellationToken OwnToken => _scope!.Cancellation.OwnToken;

    // The code was told of the other before this block began, or is not to be told of it in the disposal that it is in.
    private bool IsCleanUpOf(BlockLimit other) => _scope!.WasToldBefore(other._scope!.Cancellation.ToldAt)
        || other._scope.IsForDisposal(FrameCore.Current)
        || (_wasTold && other._due <= _began);

    private bool WasOverBefore(BlockLimit other) =>
        Volatile.Read(ref _reached) == TimeIsOver && _clock == other._clock && _due <= other._due;

    // The thread that fires the token: what the callbacks throw is for the code that fires it.
    private void OnToken()
    {
        if (TryReach(TokenHasFired))
        {
            _scope!.CancelHere(token);
        }
    }

    // True again for the same: a step that had no memory is repeated.
    private bool TryReach(int what) =>
        Interlocked.CompareExchange(ref _reached, what, NotReached) is var before && (before == NotReached || before == what);

    // The exception may name a token that was linked with the scope's. Then it tells nothing if something wider is canceled too. What names
    // a limit around this, which was over later, tells of this one.
    private bool IsReasonOf(OperationCanceledException canceled) => _scope is { } scope
        && (IsOwn(canceled.CancellationToken)
            || (!scope.IsCanceledAround && _before?.Knows(canceled.CancellationToken) != true)
            || IsOfLaterLimit(canceled.CancellationToken));

    private bool IsOfLaterLimit(CancellationToken named)
    {
        ScopeCore? around = AroundOf(_scope!);
        while (around is not null && !(around.Cancellation.Limit is { } other && other.IsOwn(named) && WasOverBefore(other)))
        {
            around = AroundOf(around);
        }

        return around is not null;
    }

    private bool IsOwn(CancellationToken named) => _scope!.Cancellation.IsTokenOf(named)
        || (_outside is not null && named == _outside.Token)
        || named == _enteredLast?.Token
        || named == _entered?.Token;
}
