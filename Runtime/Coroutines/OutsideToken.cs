using System.Diagnostics;

namespace Baton;

/// <summary>
/// A token that ends Baton's waits in code without a frame: the token of a generator's consumer, of a bridge, or of a call that a stream
/// makes elsewhere. It counts while one run of a body lasts.
/// </summary>
/// <remarks>
/// <para>It reaches the body, the coroutines that the body resumes, and, with the execution context, the threads and the pool work that the
/// body starts. Frames do not look at it: they are canceled by their scheduler.</para>
/// <para>A thread is told once of each cancellation, so that clean-up may wait. It is told by a wait, or by an exception that names the
/// token, unless an async method keeps that in its task. What a thread was told counts for the bodies that it resumes. A function that is
/// called outside every scheduler keeps to itself what it was told.</para>
/// <para>A token that is entered in clean-up fires with those around it that had not fired by then.</para>
/// <para><see cref="Token"/> fires behind the callbacks that were registered with the given token after this was made. One of them may end
/// what a thread waits for. Were the thread gone first, a lock released meanwhile would go to a wait that no longer exists.</para>
/// </remarks>
[StackTraceHidden]
internal sealed class OutsideToken : IDisposable
{
    private static readonly AsyncLocal<OutsideToken?> s_flowing = new();

    private static long s_made; // counts these objects; interlocked

    private static int s_open;  // how many there are whose body has not ended; interlocked

    private readonly CancellationToken _given;
    private readonly CancellationToken _ofBlock; // the token of the scope whose block this was entered for; none: there is no scope
    private readonly bool _namesBlock;          // does the exception that tells of this name that token?
    private readonly OutsideSource _source = new();             // fires with the given token, and with the next
    private CancellationTokenRegistration _registration;        // with the given token; the thread that makes this
    private OutsideToken? _around;                              // see Around; the thread that makes this, any thread skips what is over
    private bool _hasEnded;                                     // has the body ended? the thread that disposes of this, once
    private volatile bool _isOver;                              // has it ended, and the token had not fired? as _hasEnded

    private OutsideToken(OutsideToken? around, bool namesBlock, CancellationToken given, CancellationToken ofBlock)
    {
        OutsideTelling.Begin();
        _given = given;
        _ofBlock = ofBlock;
        _namesBlock = namesBlock;
        _around = around;
        Link = new OutsideLink(_source);
        Chain = around?.Chain ?? Number;
        Uninterrupted.Run(
            static made => made._registration = made._given.UnsafeRegister(
                static (source, token) => ((OutsideSource)source!).Follow(token), made._source),
            this);
        Link.Begin(around.ToBeTold());
        Interlocked.Increment(ref s_open);
    }

    /// <summary>The token that counts where the calling thread runs, which has no frame. Null: none.</summary>
    internal static OutsideToken? Current
    {
        get
        {
            OutsideToken? flowing = s_flowing.Value;
            while (flowing is { _isOver: true })
            {
                flowing = flowing.Around;
            }

            flowing = Innermost(flowing, OwnOfBody);
            return CoroutineCore.Current?.Resumer.Token is { _isOver: false } resumers && resumers.IsWithin(flowing)
                ? Innermost(flowing, resumers)
                : flowing;
        }
    }

    // Of two of which the first may be inside the second.
    private static OutsideToken? Innermost(OutsideToken? one, OutsideToken? other) =>
        other is not null && one?.IsWithin(other) != true ? other : one;

    // That of the body that runs here. The body may have entered another inside it, which flows.
    private static OutsideToken? OwnOfBody
    {
        get
        {
            for (CoroutineCore? coroutine = CoroutineCore.Current; coroutine is not null; coroutine = coroutine.Resumer.Parent)
            {
                if (coroutine is IOutsideBody { Outside: { _isOver: false } own })
                {
                    return own;
                }
            }

            return null;
        }
    }

    /// <summary>
    /// The token that ends a wait of the calling thread, which has no frame: the innermost of which the thread was not told. Null: none, or
    /// the thread cannot be told here.
    /// </summary>
    internal static OutsideToken? Untold => Current.ToBeTold() is { IsHeldBack: false } one ? one : null;

    /// <summary>A wait has ended by the token: is the thread not to be told of that?</summary>
    internal bool IsSilent => this.HasTold() || IsHeldBack;

    /// <summary>
    /// Has the token fired, and would its exception come to native frames on a thread that cannot be given up, or does it belong behind a
    /// disposal? Waits then go on without the token. The first wait behind the native frames, or the disposal, tells the thread.
    /// </summary>
    internal bool IsHeldBack
    {
        get
        {
            if (HasFired && (DisposalWait.IsHere || this.IsHeldInDisposal()))
            {
                return true;
            }

            if (!HasFired || GivingUp.FindOnWayOf(typeof(OperationCanceledException)) is not { IsFatal: true } found)
            {
                return false;
            }

            if (ToldThread.HeldBack != this.Root())
            {
                ToldThread.HeldBack = this.Root();
                Telemetry.Quarantined($"thread '{Thread.CurrentThread.Name}'",
                    $"it is canceled, and cannot be unwound below {found.Nearest}, nor given up: it is not the library's");
            }

            return true;
        }
    }

    /// <summary>
    /// A thread without a frame, whose wait has ended by this token: is it one that counts here, and is the exception to be held back?
    /// </summary>
    internal static bool HoldsBack(CancellationToken token) =>
        Current is { } current && current.Knows(token) && (DisposalMark.Holds(CausedSource.RootOf(token)) || current.IsHeldBack);

    /// <summary>The innermost, of those in whose bodies this was entered, whose body has not ended. Null: none.</summary>
    /// <remarks>What is over is let go, for code may start the next body before its own ends, and so on for ever.</remarks>
    internal OutsideToken? Around
    {
        get
        {
            OutsideToken? around = _around;
            while (around is { _isOver: true })
            {
                around = around._around;
                _around = around;
            }

            return around;
        }
    }

    /// <summary>The innermost around this that had not fired when this was entered, or was to be told. This fires with it.</summary>
    internal OutsideToken? Next => Link.Next;

    /// <summary>Makes this fire with those around it.</summary>
    internal OutsideLink Link { get; }

    /// <summary>How many had been made when this was.</summary>
    internal long Number { get; } = Interlocked.Increment(ref s_made);

    /// <summary>The number of the outermost of those around this.</summary>
    internal long Chain { get; }

    /// <summary>How many were made.</summary>
    internal static long Made => Volatile.Read(ref s_made);

    /// <summary>Is there one whose body has not ended?</summary>
    internal static bool AreOpen => s_open != 0;

    /// <summary>Has the body ended before the token fired? Then the token counts for nothing that the body has left behind.</summary>
    internal bool IsOver => _isOver;

    /// <summary>The token that the exception names which tells of this.</summary>
    internal CancellationToken ToldBy => _namesBlock ? _ofBlock : _given;

    /// <summary>Is it a token of this one?</summary>
    internal bool IsKnownBy(CancellationToken token) => token == _source.Token || token == _given || token == _ofBlock;

    /// <summary>For what is waited for: fires when this does.</summary>
    internal CancellationToken Token
    {
        get
        {
            Link.NoteGuest();
            return _source.Token;
        }
    }

    /// <summary>The token that this was made of.</summary>
    internal CancellationToken Given => _given;

    /// <summary>Has the token fired?</summary>
    internal bool HasFired => _given.IsCancellationRequested || _source.IsCancellationRequested;

    /// <summary>Ends when the token has fired.</summary>
    internal Task Firing
    {
        get
        {
            Link.NoteGuest();
            return _source.Firing;
        }
    }

    /// <summary>The token has fired: ends when its callbacks have run, and those of the scope's token.</summary>
    internal Task Callbacks => CausedSource.Of(_ofBlock)?.CallbacksUnderWay is { IsCompleted: false } ofBlock
        ? Task.WhenAll(ofBlock, Firing)
        : Firing;

    /// <summary>The token that flows with the calling code. Null: none.</summary>
    internal static OutsideToken? Flowing
    {
        get => s_flowing.Value;
        set => s_flowing.Value = value;
    }

    /// <summary>The calling code, in an execution context of its own or until it sets <see cref="Flowing"/>: the token counts.</summary>
    /// <param name="token">The token.</param>
    /// <param name="ofBlock">Fires before the token, or with it, and tells the thread as well as the token does.</param>
    /// <returns>Disposed of when the body has ended. Null if the token can never fire.</returns>
    internal static OutsideToken? Enter(CancellationToken token, CancellationToken ofBlock = default) =>
        token.CanBeCanceled ? s_flowing.Value = new OutsideToken(Current, namesBlock: false, token, ofBlock) : null;

    /// <summary>As <see cref="Enter"/>, but the exception that tells the thread names the block's token.</summary>
    internal static OutsideToken EnterBlock(CancellationToken token, CancellationToken ofBlock) =>
        s_flowing.Value = new OutsideToken(Current, namesBlock: true, token, ofBlock);

    /// <summary>A thread without a frame, about to call a function: the function is told anew.</summary>
    /// <returns>For <see cref="EndFunction"/>.</returns>
    internal static ToldOutside BeginFunction() => ToldThread.Here;

    /// <summary>The function has ended. What it was told, its caller was not.</summary>
    internal static void EndFunction(ToldOutside before) => ToldThread.Here = before;

    /// <summary>
    /// The body has ended. The token counts no more, unless it has fired: then it ends the waits of what the body has left behind. Does
    /// not wait for callbacks that run.
    /// </summary>
    public void Dispose()
    {
        if (_hasEnded)
        {
            return;
        }

        _hasEnded = true;
        Interlocked.Decrement(ref s_open);
        if (Chain == Number && ToldThread.Here.Chain == Chain)
        {
            ToldThread.Here = default; // there is nothing left that the thread could be told of
        }

        if (!_given.IsCancellationRequested) // otherwise the callback has run, or is about to: a newer one may have ended the body
        {
            Uninterrupted.Unregister(_registration);
            _isOver = true;
        }

        Link.End();
        _around = Around; // without those that are over
    }

    // Everything is inside nothing.
    private bool IsWithin(OutsideToken? other)
    {
        if (other is null)
        {
            return true;
        }

        OutsideToken? one = this;
        while (one is not null && one != other)
        {
            one = one.Around;
        }

        return one is not null;
    }
}
