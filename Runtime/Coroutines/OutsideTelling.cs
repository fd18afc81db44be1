using System.Diagnostics;
using System.Runtime.ExceptionServices;
using System.Runtime.Loader;

namespace Baton;

/// <summary>What a thread without a frame is told of the tokens that count where it runs. The thread itself calls.</summary>
[StackTraceHidden]
internal static class OutsideTelling
{
    private const int MostSpareRoots = 2;

    static OutsideTelling()
    {
        AppDomain.CurrentDomain.FirstChanceException += OnThrown;
        if (AssemblyLoadContext.GetLoadContext(typeof(OutsideTelling).Assembly) is { IsCollectible: true } context)
        {
            context.Unloading += static _ => AppDomain.CurrentDomain.FirstChanceException -= OnThrown;
        }
    }

    /// <summary>From now on exceptions are looked at.</summary>
    internal static void Begin()
    {
    }

    /// <summary>
    /// Was the thread told of all that has fired here? In a disposal what came before is not to be told, and so counts as if it was.
    /// </summary>
    internal static bool HasTold(this OutsideToken token) => token.HasFired && token.FirstUntold() is null;

    /// <summary>Has a token fired that counts where the calling thread runs, and of which the thread was not told?</summary>
    internal static bool IsToBeToldHere => OutsideToken.Current is { HasFired: true } current && !current.HasTold();

    /// <summary>The innermost, from this one on outwards, that has not fired, or of which the thread is to be told. Null: none.</summary>
    internal static OutsideToken? ToBeTold(this OutsideToken? token)
    {
        OutsideToken? seen = null; // from this one on, along Next, the thread was told of all that has fired
        while (token is not null && (token.IsOver || (token == seen ? token.HasFired : token.HasTold())))
        {
            seen = token.IsOver ? seen : token.Next;
            token = token.Around;
        }

        return token;
    }

    /// <summary>The innermost whose token has fired: if there is one, one of which the thread was not told.</summary>
    internal static OutsideToken First(this OutsideToken token)
    {
        if (token.FirstUntold() is { } untold)
        {
            return untold;
        }

        OutsideToken one = token;
        while (!one.Given.IsCancellationRequested && one.Next is { } next)
        {
            one = next;
        }

        return one;
    }

    /// <summary>The root of the cancellation that the thread is, or was, told of.</summary>
    internal static CancellationToken Root(this OutsideToken token) => CausedSource.RootOf(token.First().Given);

    /// <summary>The thread that waits: the token has fired, and the thread is told of it.</summary>
    internal static OperationCanceledException Tell(this OutsideToken token)
    {
        OutsideToken first = token.First();
        NoteTold(token, CausedSource.RootOf(first.Given), ToldThread.Here);
        return new OperationCanceledException(first.ToldBy);
    }

    /// <summary>The calling thread has resumed a body, and waits no more: it was told of what the body was told.</summary>
    /// <param name="token">The token that counts for the thread.</param>
    /// <param name="body">What the body's thread was told.</param>
    internal static void NoteToldBy(OutsideToken token, in ToldOutside body)
    {
        if (body.Chain != token.Chain)
        {
            return;
        }

        Stack<CancellationToken> roots = new();
        for (ToldOutside.Root? one = body.Roots; one is not null; one = one.Before)
        {
            roots.Push(one.Token);
        }

        while (roots.TryPop(out CancellationToken oldest))
        {
            NoteTold(token, oldest, ToldThread.Here);
        }

        if (body.Thrown.CanBeCanceled)
        {
            ToldThread.Here = ToldThread.Here with { Chain = token.Chain, ThrownAt = body.ThrownAt, Thrown = body.Thrown };
        }
    }

    /// <summary>The calling thread was told by an exception that no code of its is going to see. It is told once more.</summary>
    /// <returns>False: the exception is no cancellation of what counts here.</returns>
    internal static bool TryTellAgain(Exception exception)
    {
        if (OutsideToken.Current is not { } current
            || WrappedCancellation.Find(exception, current, static (canceled, current) => current.Knows(canceled.CancellationToken))
                is not { } canceled)
        {
            return false;
        }

        TellAgain(canceled.CancellationToken);
        return true;
    }

    /// <summary>The same, of a cancellation that an exception with this token has told.</summary>
    /// <param name="named">What the exception names that is lost.</param>
    /// <param name="unless">What the exception names that is thrown instead. No effect if both tell of one cancellation.</param>
    internal static void TellAgain(CancellationToken named, CancellationToken unless = default)
    {
        CancellationToken root = CausedSource.RootOf(named);
        ToldOutside told = ToldThread.Here;
        if (root != CausedSource.RootOf(unless))
        {
            ToldThread.Here = told with { Roots = told.Roots?.Without(root), Thrown = told.Thrown == root ? default : told.Thrown };
        }
    }

    /// <summary>Is the named token one of this or of those around it, or has it fired with the same root as one of them?</summary>
    internal static bool Knows(this OutsideToken token, CancellationToken named) =>
        FindKnownBy(token, named) is not null || HasFiredWith(token, CausedSource.RootOf(named));

    /// <summary>Has the token fired, and is all that the thread was not told of held back in a disposal?</summary>
    internal static bool IsHeldInDisposal(this OutsideToken token) =>
        token.HasTold() && token.FirstUntold(countsHeld: true) is not null;

    /// <summary>What has fired here, and is to be told: the roots of that.</summary>
    internal static List<CancellationToken> RootsToBeTold()
    {
        List<CancellationToken> roots = [];
        for (OutsideToken? one = OutsideToken.Current; one is not null; one = one.Around)
        {
            if (one.Given.IsCancellationRequested && CausedSource.RootOf(one.Given) is var root && IsToBeTold(one, countsHeld: false, root)
                && !roots.Contains(root))
            {
                roots.Add(root);
            }
        }

        return roots;
    }

    // The innermost whose token has fired, and of which the thread is to be told. Null: there is none.
    private static OutsideToken? FirstUntold(this OutsideToken token, bool countsHeld = false)
    {
        OutsideToken? one = token;
        while (one is not null
            && !(one.Given.IsCancellationRequested && IsToBeTold(one, countsHeld, CausedSource.RootOf(one.Given))))
        {
            one = one.Next;
        }

        return one;
    }

    private static bool IsToBeTold(OutsideToken token, bool countsHeld, CancellationToken root) =>
        !IsTold(token, root) && (countsHeld || !DisposalMark.Holds(root));

    // Was the thread told, or one of those that wait for its body?
    private static bool IsTold(OutsideToken token, CancellationToken root)
    {
        bool isTold = IsToldBy(ToldThread.Here, token, root);
        for (CoroutineCore? body = CoroutineCore.Current; body is not null && !isTold; body = body.Resumer.Parent)
        {
            isTold = body.Resumer.Told is { } resumer && IsToldBy(resumer.Told, token, root);
        }

        return isTold;
    }

    // By a wait, or by an exception that named a token before it made this one fire.
    private static bool IsToldBy(in ToldOutside told, OutsideToken token, CancellationToken root) => told.Chain == token.Chain
        && (told.HasRoot(root) || (told.Thrown == root && told.ThrownAt >= token.Number));

    // The thread was told of this, and still of what it was told before, for as long as a token here has that root. A token may yet be
    // about to fire with one of the last.
    private static void NoteTold(OutsideToken token, CancellationToken root, in ToldOutside before, CancellationToken thrown = default)
    {
        List<CancellationToken> roots = root.CanBeCanceled ? [root] : [];
        int spare = MostSpareRoots;
        for (ToldOutside.Root? one = before.Chain == token.Chain ? before.Roots : null; one is not null; one = one.Before)
        {
            if (one.Token != root && (HasFiredWith(OutsideToken.Current ?? token, one.Token) || spare-- > 0))
            {
                roots.Add(one.Token);
            }
        }

        ToldOutside.Root? kept = null;
        for (int i = roots.Count - 1; i >= 0; i--)
        {
            kept = new ToldOutside.Root(kept, roots[i]);
        }

        ToldThread.Here = new ToldOutside(token.Chain, thrown.CanBeCanceled ? OutsideToken.Made : 0, kept, thrown);
    }

    // What is thrown here comes here again. The runtime may have had no memory for the argument.
    private static void OnThrown(object? sender, FirstChanceExceptionEventArgs? thrown)
    {
        bool unwinds = thrown?.Exception is CoroutineCanceledException && CoroutineCore.Current is { IsUnwinding: true };
        CancellationToken named = thrown?.Exception is OperationCanceledException canceled ? canceled.CancellationToken : default;
        if (!unwinds && !named.IsCancellationRequested)
        {
            return;
        }

        try
        {
            if (unwinds)
            {
                NoteAll();
            }
            else if (OutsideToken.Current is { } current)
            {
                Note(current, wasLookedFor: false, named);
            }
        }
        catch (Exception e) when (NoMemory.Is(e))
        {
            // The thread may be told once more.
        }
    }

    // A body that is unwound is in clean-up: what has fired by now is no news.
    private static void NoteAll()
    {
        OutsideToken? current = OutsideToken.Current;
        for (OutsideToken? one = current; one is not null; one = one.Around)
        {
            if (one.Given.IsCancellationRequested && CausedSource.RootOf(one.Given) is var root && !IsTold(one, root))
            {
                NoteTold(current!, root, ToldThread.Here);
            }
        }
    }

    /// <summary>
    /// The calling thread is about to throw an exception out of a block, which names this token. No async method is between the two, so the
    /// stack, which may be deep, is not looked at.
    /// </summary>
    internal static void NoteThrownByBlock(CancellationToken named)
    {
        if (named.IsCancellationRequested && OutsideToken.Current is { } current)
        {
            Note(current, wasLookedFor: true, named);
        }
    }

    // A token that is not known may yet be found to be the one that makes this fire.
    private static void Note(OutsideToken current, bool wasLookedFor, CancellationToken named)
    {
        CancellationToken root = CausedSource.RootOf(named);
        ToldOutside before = ToldThread.Here.Chain == current.Chain ? ToldThread.Here : default;
        if (!before.HasRoot(root) && (root != before.Thrown || before.ThrownAt < current.Number)
            && (wasLookedFor || !AsyncMethods.AreOnStack(isOutside: true)))
        {
            OutsideToken? known = FindKnownBy(current, named);
            CancellationToken told = known?.Given.IsCancellationRequested == true ? CausedSource.RootOf(known.Given)
                : known is not null || HasFiredWith(current, root) ? root
                : CancellationToken.None;
            NoteTold(current, told, before, root);
        }
    }

    // The innermost that the token names. Null: it names none of these.
    private static OutsideToken? FindKnownBy(OutsideToken token, CancellationToken named)
    {
        OutsideToken? one = named.CanBeCanceled ? token : null;
        while (one is not null && !one.IsKnownBy(named))
        {
            one = one.Around;
        }

        return one;
    }

    private static bool HasFiredWith(OutsideToken token, CancellationToken root)
    {
        OutsideToken? one = token;
        while (one is not null && !(one.Given.IsCancellationRequested && CausedSource.RootOf(one.Given) == root))
        {
            one = one.Around;
        }

        return one is not null;
    }
}
