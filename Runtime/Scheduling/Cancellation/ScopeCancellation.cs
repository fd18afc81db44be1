using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;

namespace Baton;

/// <summary>The cancellation of one scope: of the functions, of the block, and of the token.</summary>
/// <remarks>
/// Fields without a writer belong to the holder of the scheduler's baton. Outside every scheduler the scope's gate guards them.
/// </remarks>
[SuppressMessage("Design", "CA1001", Justification = "The source has neither a timer nor a wait handle: there is nothing to dispose.")]
[StackTraceHidden]
internal sealed class ScopeCancellation(ScopeCore scope) : ICancelable, ITokenFollower
{
    private readonly BlockSource _source = new();
    private volatile CanceledBy _by;                // what has canceled the scope; outside also read without the gate
    private CancellationWord _block;                // the state of the block's cancellation, by the table of the type
    private OperationCanceledException? _exception; // the exception that tells the block, or has told it
    private long _toldAt;                           // when the block was told, by the scheduler's count of moments; 0: never
    private ScopeTokenLinks _links;                 // with the tokens that its token fires with
    private ScopeSteps _asked;                      // what the cascade is to do here; none: what a wider cancellation does

    internal ScopeCore Scope => scope;

    ICancelable? ICancelable.Next { get; set; }
    bool ICancelable.IsListed { get; set; }
    internal BlockSource Block => _source; // its place among the canceled blocks

    /// <summary>Any thread: is the scope canceled?</summary>
    internal bool IsCanceled => _by != CanceledBy.Nothing;

    /// <summary>Any thread: has the token fired?</summary>
    internal bool IsTokenFired => _source.IsCancellationRequested || Given.IsCancellationRequested;

    /// <summary>The token that the block was given, which cancels it. None: there is none. Written before the block begins.</summary>
    internal CancellationToken Given { get; set; }

    /// <summary>What may end the block early. Null: nothing may. Written before the block begins.</summary>
    internal BlockLimit? Limit { get; set; }

    /// <summary>Any thread: the token. Does not begin to follow.</summary>
    public CancellationToken OwnToken => _source.Token;

    internal CanceledBy By => _by; // holder: what has canceled the scope

    internal long ToldAt => _toldAt; // holder: the moment at which the block was told; 0: never
    internal bool IsToBeTold => _block.IsToBeTold; // holder: is the block?

    /// <summary>Holder: the token that the block's cancellation names. Null: the block has no cancellation of its own.</summary>
    internal CancellationToken? BlocksToken => _block.State == CancellationState.None ? null : _source.Token;

    // Blocks that end after their scheduler has closed end on threads of their own, each with a cascade of its own.
    private CancellationCascade Cascade => scope.Scheduler is { IsClosed: false } scheduler ? scheduler.Cascade : scope.OutsideCascade;

    internal bool IsTokenOf(CancellationToken token) =>
        _source.Token == token || (token == Given && token.CanBeCanceled) || _links.IsJoint(token);

    internal bool IsWhatWasTold(OperationCanceledException exception) => ReferenceEquals(exception, _exception);

    /// <summary>Holder: cancels the functions and the block, once.</summary>
    internal void Cancel()
    {
        scope.AssertMayTouch();
        if (!scope.IsOver && _by != CanceledBy.Itself)
        {
            Ask(Cascade, ScopeSteps.All);
        }
    }

    /// <summary>
    /// Holder: a function has failed. As <see cref="Cancel"/>, but a block that was told with something wider is in clean-up, and goes on.
    /// </summary>
    internal void CancelByFailure()
    {
        if (_by != CanceledBy.Outer || !HasBlockBeenTold)
        {
            Ask(Cascade, scope.Scheduler is null && Limit?.WasToldAround == true ? ScopeSteps.Functions : ScopeSteps.All);
        }
    }

    /// <summary>Holder: cancels the functions only. The scope's own block calls this, and goes on.</summary>
    internal void CancelFunctions()
    {
        scope.AssertMayTouch();
        if (!scope.IsOver && _by == CanceledBy.Nothing)
        {
            Ask(Cascade, ScopeSteps.Functions);
        }
    }

    /// <summary>
    /// Holder: does what was asked for. If nothing was, a scope around this one, or its frame, is canceled. The block learns of that
    /// cancellation from there.
    /// </summary>
    void ICancelable.TakeStep(CancellationCascade cascade)
    {
        ScopeSteps asked = _asked;
        _asked = ScopeSteps.None;
        if ((asked & ScopeSteps.Block) != 0)
        {
            CancelBlock(cascade);
        }
        else if (scope.IsOver || _by == CanceledBy.Itself)
        {
            return;
        }
        else if ((asked & ScopeSteps.All) != 0)
        {
            CancelByItself(cascade);
        }
        else if (_by == CanceledBy.Nothing)
        {
            CancelFunctions(cascade, asked == ScopeSteps.Functions);
        }
    }

    private void Ask(CancellationCascade cascade, ScopeSteps step)
    {
        _asked |= step;
        cascade.Add(this);
    }

    /// <summary>A thread without the baton: fires the token on the calling thread, and leaves word for the holder.</summary>
    internal void CancelAtOnce(CancellationToken? cause) // see TokenFiring.Fire
    {
        if (!scope.IsOver)
        {
            _source.Note(Given);
            TokenFiring.Fire(_source, new ScopeWord(scope), cause);
        }
    }

    /// <summary>
    /// Any thread, when the block has ended elsewhere, also in the middle of a handoff: leaves word for the holder of the baton of the
    /// scope's scheduler. Does not fail.
    /// </summary>
    internal void CancelFromElsewhere() => scope.EndElsewhere!.Cancellation.Leave();

    internal Task FireToken() => _source.FireElsewhere(Given); // an errand runs its callbacks; ends when they have run

    private void CancelByItself(CancellationCascade cascade)
    {
        CanceledBy before = _by;
        _by = CanceledBy.Itself;
        if (before == CanceledBy.Nothing)
        {
            TakeFunctionsAlong(cascade);
        }

        Ask(cascade, ScopeSteps.Block); // after all that the functions take along
    }

    private void CancelFunctions(CancellationCascade cascade, bool byItself)
    {
        _by = byItself ? CanceledBy.Itself : CanceledBy.Outer;
        for (ScopeCore? inner = byItself ? scope.InnermostOfBlock() : null; inner is not null && inner != scope; inner = inner.Around)
        {
            inner.Cancellation.FollowPast(this);
        }

        TakeFunctionsAlong(cascade);
    }

    private void TakeFunctionsAlong(CancellationCascade cascade)
    {
        _source.NoteCanceled(scope.Scheduler);
        scope.LeaveAfter(_source.FireElsewhere(CancellationRoot.OfWhatCancels(scope))); // its callbacks are foreign code
        foreach (FrameCore child in scope.Functions)
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
            Limit?.EndWaitsOutside(scope.IsBlockRunning);
            return;
        }

        bool isNews = _block.TryAccept();
        if (isNews)
        {
            scope.Scheduler.BlockCancellations.Add(this);
        }

        if (scope.BlockRunner is { } runner && runner.Scheduler == scope.Scheduler) // otherwise the block runs elsewhere
        {
            if (isNews && (scope.Home is null || scope.WasToldAround)
                && runner.Cancellation.Tellers.HasTold(scope.OpenedAt, CancellationRoot.OfBlock(scope)))
            {
                MarkTold();
            }
            else if (isNews)
            {
                runner.StopWaiting();
            }

            scope.TakeInnerAlong(isNews ? long.MaxValue : _toldAt, cascade);
        }
    }

    /// <summary>The block's own thread: the exception that is to appear. Made here, since a word that arrives needs no memory.</summary>
    internal OperationCanceledException NextTeller() =>
        _exception ??= new OperationCanceledException(Limit?.Reason ?? "The scope was canceled.", _source.Token);

    /// <summary>The block's own thread: the exception appears in the block now.</summary>
    internal void Tell()
    {
        MarkTold();
        SameToken.NoteOthers(FrameCore.Current, CancellationRoot.OfBlock(scope));
        scope.TakeAllInnerAlong(); // also the scopes that were opened since the word was accepted
    }

    /// <summary>
    /// The block's own thread: an exception with the scope's token has told the block. The scopes inside are taken along when this word is
    /// accepted.
    /// </summary>
    internal void NoteTold()
    {
        ScopeToldWord word = new(this); // before anything changes
        MarkTold();
        word.Leave();
    }

    internal void TellAgain() // the block's own thread: what told the block is lost, and it is told once more
    {
        (_exception, _toldAt) = (null, 0);
        _block.Forget(); // the word may be on its way, and is news then
        if (_by == CanceledBy.Itself && _block.TryAccept())
        {
            scope.Scheduler!.BlockCancellations.AddAgain(this);
        }
    }

    private void MarkTold()
    {
        _block.TryTell(out _);
        scope.Scheduler!.BlockCancellations.NoteTold(_source);
        _toldAt = scope.Scheduler.NextMoment();
    }

    /// <summary>Holder: was the code in the block told since the scope was opened, of its cancellation or a wider one?</summary>
    internal bool HasBlockBeenTold
    {
        get
        {
            bool told = _toldAt > 0 || scope.WasToldAround || scope.Owner?.Cancellation.ToldAt > scope.OpenedAt;
            for (ScopeCore? next = scope.Around; next is not null && !told; next = next.Around)
            {
                told = next.Cancellation._toldAt > scope.OpenedAt;
            }

            return told;
        }
    }

    /// <summary>
    /// Any thread: the token. It fires with the token of what the scope is in, once the scheduler's code has asked for it.
    /// </summary>
    internal CancellationToken Token
    {
        get
        {
            ThrownCancellations.Watch();
            return BatonHere.IsOf(scope.Scheduler) ? ITokenFollower.TokenOf(this)
                : _source.Token;
        }
    }

    ITokenFollower? ITokenFollower.Followed => scope.Followed;

    bool ITokenFollower.IsToFollow => !_links.Follows && !scope.IsOver;

    void ITokenFollower.Follow(CancellationToken token) => _links.Follow(_source, token);

    /// <summary>Holder, for the block in a coroutine: a token that fires with the scope, and with the frame that runs the block.</summary>
    internal CancellationToken JointWith(CancellationToken runners) => _links.JointWith(_source, runners);

    /// <summary>The same: is it that token, of the frame that runs the block now?</summary>
    internal bool IsJoint(CancellationToken token) => _links.IsJoint(token);

    /// <summary>Holder: the scope is over. Does not wait for callbacks that run.</summary>
    internal void EndFollowing() => _links.End();

    // The scope that the token follows is disposed by its block, which is this scope's block too, and goes on: this scope is not meant.
    private void FollowPast(ScopeCancellation disposed)
    {
        if (scope.Followed == disposed)
        {
            scope.Followed = disposed.Scope.Followed;
            _links.FollowInstead(_source, scope.Followed?.OwnToken ?? CancellationToken.None);
        }
    }
}
