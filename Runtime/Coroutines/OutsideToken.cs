using System.Diagnostics;
using System.Runtime.ExceptionServices;
using System.Runtime.Loader;

namespace Baton;

/// <summary>
/// A token that ends Baton's waits in code without a frame: the token of a generator's consumer, of a bridge, or of a call that a stream
/// makes elsewhere. It counts while one run of a body lasts.
/// </summary>
/// <remarks>
/// <para>It reaches the body, the coroutines that the body resumes, and, with the execution context, the threads and the pool work that the
/// body starts. Frames do not look at it: they are canceled by their scheduler.</para>
/// <para>A thread is told once, so that clean-up may wait. It is told by a wait, or by an exception that names the token, unless an async
/// method keeps that in its task. A function that is called outside every scheduler keeps to itself what it was told.</para>
/// <para><see cref="Token"/> fires behind the callbacks that were registered with the given token after this was made. One of them may end
/// what a thread waits for. Were the thread gone first, a lock released meanwhile would go to a wait that no longer exists.</para>
/// </remarks>
[StackTraceHidden]
internal sealed class OutsideToken : IDisposable
{
    private static readonly AsyncLocal<OutsideToken?> s_flowing = new();

    private static long s_made; // counts these objects; interlocked

    [ThreadStatic]
    private static ToldOutside s_told; // of what the thread was told; that thread alone

    [ThreadStatic]
    private static CancellationToken s_heldBack; // the root of what was last reported as held back there; that thread alone

    private readonly CancellationToken _given;
    private readonly CancellationToken _ofBlock; // the token of the scope whose block this was entered for; none: there is no scope
    private readonly OutsideToken? _around;
    private readonly CausedSource _source = new();              // fires with the given token, and with the one around
    private readonly long _number = Interlocked.Increment(ref s_made);
    private readonly long _chain;                               // the number of the outermost of those around this
    private readonly TaskCompletionSource _fired = new();       // only waits of Baton's hang on it, which run no foreign code
    private CancellationTokenRegistration _registration;        // with the given token; the thread that makes this
    private CancellationTokenRegistration _outer;               // with the token around; the thread that makes this
    private volatile bool _isOver;                              // has the body ended? the thread that disposes of this, once

    static OutsideToken()
    {
        AppDomain.CurrentDomain.FirstChanceException += OnThrown;
        if (AssemblyLoadContext.GetLoadContext(typeof(OutsideToken).Assembly) is { IsCollectible: true } context)
        {
            context.Unloading += static _ => AppDomain.CurrentDomain.FirstChanceException -= OnThrown;
        }
    }

    private OutsideToken(OutsideToken? around, CancellationToken given, CancellationToken ofBlock)
    {
        _given = given;
        _ofBlock = ofBlock;
        _around = around;
        _chain = around?._chain ?? _number;
        Token = _source.Token;
        Uninterrupted.Run(static made => made._registration = made.Watch(made._given), this);
        if (around is not null)
        {
            Uninterrupted.Run(static made => made._outer = made.Watch(made._around!.Token), this);
        }
    }

    /// <summary>The token that counts where the calling thread runs, which has no frame. Null: none.</summary>
    internal static OutsideToken? Current
    {
        get
        {
            OutsideToken? flowing = s_flowing.Value;
            while (flowing is { _isOver: true })
            {
                flowing = flowing._around;
            }

            return OwnOfBody is { } own && flowing?.IsWithin(own) != true ? own : flowing;
        }
    }

    // That of the body that runs here. The body may have entered another inside it, which flows.
    private static OutsideToken? OwnOfBody
    {
        get
        {
            for (CoroutineCore? coroutine = CoroutineCore.Current; coroutine is not null; coroutine = coroutine.Parent)
            {
                if (coroutine is IOutsideBody { Outside: { _isOver: false } own })
                {
                    return own;
                }
            }

            return null;
        }
    }

    /// <summary>As <see cref="Current"/>, for a wait: null also if the thread was told of it, or cannot be told here.</summary>
    internal static OutsideToken? Untold =>
        Current is { } current && !current.HasTold && !current.IsHeldBack ? current : null;

    /// <summary>A wait has ended by the token: is the thread not to be told of that?</summary>
    internal bool IsSilent => HasTold || IsHeldBack;

    // Was the thread told of what has fired? By a wait, or by an exception that named a token before it made this one fire.
    private bool HasTold => HasFired && s_told.Chain == _chain && Root is var root
        && (s_told.Root == root || (s_told.Thrown == root && s_told.ThrownAt >= _number));

    private CancellationToken Root => CausedSource.RootOf(First._given);

    /// <summary>
    /// Has the token fired, and would its exception come to native frames on a thread that cannot be given up? Waits then go on without
    /// the token. The first wait behind the native frames tells the thread.
    /// </summary>
    internal bool IsHeldBack
    {
        get
        {
            if (!HasFired || GivingUp.FindOnWayOf(typeof(OperationCanceledException)) is not { IsFatal: true } found)
            {
                return false;
            }

            if (s_heldBack != Root)
            {
                s_heldBack = Root;
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
        Current is { } current && current.Knows(token) && current.IsHeldBack;

    /// <summary>For what is waited for: fires when this does.</summary>
    internal CancellationToken Token { get; }

    /// <summary>The token that this was made of.</summary>
    internal CancellationToken Given => _given;

    /// <summary>For a run that the calling thread begins, and waits for.</summary>
    internal CancellationToken RunToken => _around is { _isOver: false } ? Token : _given;

    /// <summary>Has the token fired?</summary>
    internal bool HasFired => _given.IsCancellationRequested || Token.IsCancellationRequested;

    /// <summary>Ends when the token has fired.</summary>
    internal Task Firing => _fired.Task;

    /// <summary>The token that flows with the calling code. Null: none.</summary>
    internal static OutsideToken? Flowing
    {
        get => s_flowing.Value;
        set => s_flowing.Value = value;
    }

    /// <summary>The calling code, in an execution context of its own or until it sets <see cref="Flowing"/>: the token counts.</summary>
    /// <param name="token">The token.</param>
    /// <param name="ofBlock">Fires with the token, and tells the thread as well as the token does.</param>
    /// <returns>Disposed of when the body has ended. Null if the token can never fire.</returns>
    internal static OutsideToken? Enter(CancellationToken token, CancellationToken ofBlock = default)
    {
        if (!token.CanBeCanceled)
        {
            return null;
        }

        OutsideToken? around = Current;
        bool isCleanUp = around is { HasTold: true };
        OutsideToken entered = new(isCleanUp ? null : around, token, ofBlock);
        s_flowing.Value = entered;
        return entered;
    }

    /// <summary>A thread without a frame, about to call a function: the function is told anew.</summary>
    /// <returns>For <see cref="EndFunction"/>.</returns>
    internal static ToldOutside BeginFunction() => s_told;

    /// <summary>The function has ended. What it was told, its caller was not.</summary>
    internal static void EndFunction(ToldOutside before) => s_told = before;

    /// <summary>The thread that waits: the token has fired, and the thread is told of it.</summary>
    internal OperationCanceledException Tell()
    {
        s_told = new ToldOutside(_chain, 0, default, Root);
        return new OperationCanceledException(First._given);
    }

    /// <summary>The body has ended, and the token counts no more. Does not wait for callbacks that run.</summary>
    public void Dispose()
    {
        _isOver = true;
        Uninterrupted.Run(static ended => ended._registration.Unregister(), this);
        Uninterrupted.Run(static ended => ended._outer.Unregister(), this);
    }

    // The innermost of this and those around it whose token has fired: that is what a thread is told of.
    private OutsideToken First
    {
        get
        {
            OutsideToken one = this;
            while (!one._given.IsCancellationRequested && one._around is { } around)
            {
                one = around;
            }

            return one;
        }
    }

    private bool IsKnownBy(CancellationToken token) => token == Token || token == _given || token == _ofBlock;

    // What is thrown here comes here again. The runtime may have had no memory for the argument.
    private static void OnThrown(object? sender, FirstChanceExceptionEventArgs? thrown)
    {
        if (thrown?.Exception is not OperationCanceledException { CancellationToken: { IsCancellationRequested: true } named })
        {
            return;
        }

        try
        {
            if (Current is { } current)
            {
                current.Note(named);
            }
        }
        catch (Exception e) when (NoMemory.Is(e))
        {
            // The thread may be told once more.
        }
    }

    // A token that is not known may yet be found to be the one that makes this fire.
    private void Note(CancellationToken named)
    {
        CancellationToken root = CausedSource.RootOf(named);
        ToldOutside before = s_told.Chain == _chain ? s_told : default;
        if (root != before.Root && (root != before.Thrown || before.ThrownAt < _number) && !AsyncMethods.AreOnStack(isOutside: true))
        {
            OutsideToken? known = FindKnownBy(named);
            CancellationToken told = known?._given.IsCancellationRequested == true ? CausedSource.RootOf(known._given)
                : Knows(named) ? root
                : before.Root;
            s_told = new ToldOutside(_chain, Volatile.Read(ref s_made), root, told);
        }
    }

    // Is it a token of this one, or of one around this, or has it fired with what has made these fire?
    private bool Knows(CancellationToken token) =>
        FindKnownBy(token) is not null || (HasFired && Root == CausedSource.RootOf(token));

    // The innermost that the token names. Null: it names none of these.
    private OutsideToken? FindKnownBy(CancellationToken token)
    {
        OutsideToken? one = token.CanBeCanceled ? this : null;
        while (one is not null && !one.IsKnownBy(token))
        {
            one = one._around;
        }

        return one;
    }

    private bool IsWithin(OutsideToken other)
    {
        OutsideToken? one = this;
        while (one is not null && one != other)
        {
            one = one._around;
        }

        return one is not null;
    }

    private CancellationTokenRegistration Watch(CancellationToken token) =>
        token.UnsafeRegister(static (fired, token) => ((OutsideToken)fired!).Fire(token), this);

    private void Fire(CancellationToken with)
    {
        _source.Note(with);
        try
        {
            _source.Cancel();
        }
        finally
        {
            _fired.TrySetResult();
        }
    }
}
