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
/// <para>A thread is told once, so that clean-up may wait. It is told by a wait, or by an exception that names the token, whoever throws
/// it. A function that is called outside every scheduler keeps to itself what it was told.</para>
/// <para><see cref="Token"/> fires behind the callbacks that were registered with the given token after this was made. One of them may end
/// what a thread waits for. Were the thread gone first, a lock released meanwhile would go to a wait that no longer exists.</para>
/// </remarks>
[StackTraceHidden]
internal sealed class OutsideToken : IDisposable
{
    private static readonly AsyncLocal<OutsideToken?> s_flowing = new();

    [ThreadStatic]
    private static object? s_told; // the identity of the token that the thread was told of last; that thread alone

    [ThreadStatic]
    private static object? s_heldBack; // the identity of the token that was last reported as held back there; that thread alone

    private readonly CancellationToken _given;
    private readonly CancellationToken _ofBlock; // the token of the scope whose block this was entered for; none: there is no scope
    private readonly OutsideToken? _around;
    private readonly CancellationTokenSource _source = new();   // fires with the given token, and with the one around
    private readonly object _identity = new();                  // a told thread must not keep more than this alive
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
        Current is { } current && s_told != current.Told._identity && !current.IsHeldBack ? current : null;

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

            if (s_heldBack != Told._identity)
            {
                s_heldBack = Told._identity;
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
        Current is { } current && current.Knows(current.First, token) && current.IsHeldBack;

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
        bool isCleanUp = around is { HasFired: true } && s_told == around.Told._identity;
        OutsideToken entered = new(isCleanUp ? null : around, token, ofBlock);
        s_flowing.Value = entered;
        return entered;
    }

    /// <summary>A thread without a frame, about to call a function: the function is told anew.</summary>
    /// <returns>For <see cref="EndFunction"/>.</returns>
    internal static object? BeginFunction() => s_told;

    /// <summary>The function has ended. What it was told, its caller was not.</summary>
    internal static void EndFunction(object? before) => s_told = before;

    /// <summary>The thread that waits: the token has fired, and the thread is told of it.</summary>
    internal OperationCanceledException Tell()
    {
        s_told = Told._identity;
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

    // What the thread is told of with the first: the outermost that fires with the same token. A block may be given the token of another
    // around it, and both end by one exception.
    private OutsideToken Told
    {
        get
        {
            OutsideToken told = First;
            for (OutsideToken? one = told._around; one is not null; one = one._around)
            {
                if (one.IsKnownBy(told._given) && one.First is { HasFired: true } fired) // a scope may have been canceled by its own code
                {
                    told = fired;
                    one = told;
                }
            }

            return told;
        }
    }

    private bool IsKnownBy(CancellationToken token) => token == Token || token == _given || token == _ofBlock;

    // What is thrown here comes here again. The runtime may have had no memory for the argument.
    private static void OnThrown(object? sender, FirstChanceExceptionEventArgs? thrown)
    {
        if (thrown?.Exception is not OperationCanceledException canceled)
        {
            return;
        }

        try
        {
            if (Current is { First: { HasFired: true } fired } current && current.Knows(fired, canceled.CancellationToken))
            {
                s_told = current.Told._identity;
            }
        }
        catch (Exception e) when (NoMemory.Is(e))
        {
            // The thread may be told once more.
        }
    }

    // Is it a token that has fired with that one of those around this?
    private bool Knows(OutsideToken fired, CancellationToken token)
    {
        OutsideToken one = this;
        while (one != fired && token != one.Token)
        {
            one = one._around!;
        }

        return token.CanBeCanceled && one.IsKnownBy(token);
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
        token.UnsafeRegister(static fired => ((OutsideToken)fired!).Fire(), this);

    private void Fire()
    {
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
