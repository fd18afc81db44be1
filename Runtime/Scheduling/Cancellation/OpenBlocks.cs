namespace Baton;

/// <summary>
/// The blocks of scopes that a frame runs now, on its own stack or in coroutines that run for it. The frame's own thread only.
/// </summary>
internal static class OpenBlocks
{
    /// <summary>
    /// The token for an operation that the frame is about to wait for. It fires when the frame is canceled, or a scope whose block the
    /// frame runs. A scope that its block has disposed does not count: it is over, and the block goes on.
    /// </summary>
    internal static CancellationToken TokenFor(FrameCore frame) => frame.InnermostScope is null && CoroutineCore.Current is null
        ? frame.Cancellation.Token
        : TokenAmongScopes(frame);

    private static CancellationToken TokenAmongScopes(FrameCore frame)
    {
        ScopeCore? scope = First(frame, out CoroutineCore? coroutine);
        while (scope is not null && !CanCancel(scope, frame))
        {
            scope = Next(frame, scope, ref coroutine);
        }

        return frame.Cancellation.IsRequested && !IsOfCleanUp(scope, frame) ? frame.Cancellation.Token : TokenOf(scope, frame, coroutine);
    }

    // Was the frame told of its cancellation before the block began? Or did the block begin in a disposal, and the cancellation before?
    private static bool IsOfCleanUp(ScopeCore? scope, FrameCore frame) => scope is not null
        && (frame.Cancellation.Hold.IsForDisposalBefore(scope.OpenedAt)
            || (!frame.Cancellation.IsUntold && frame.Cancellation.ToldAt > 0 && frame.Cancellation.ToldAt < scope.OpenedAt));

    // The token of a scope whose block is in a coroutine follows no other. So it is joined with what runs the coroutine.
    private static CancellationToken TokenOf(ScopeCore? scope, FrameCore frame, CoroutineCore? coroutine)
    {
        if (scope is null)
        {
            return frame.Cancellation.Token;
        }

        CancellationToken token = scope.Cancellation.Token; // follows the scopes around it from here on
        if (scope.Home is null)
        {
            return token;
        }

        ScopeCore? around = scope;
        do
        {
            around = Next(frame, around, ref coroutine);
        }
        while (around is not null
            && (around.Home == scope.Home || !CanCancel(around, frame) || IsPast(around, frame)));

        return scope.Cancellation.JointWith(
            around is null && IsOfCleanUp(scope, frame) ? CancellationToken.None : TokenOf(around, frame, coroutine));
    }

    /// <summary>
    /// Was the code in the block told of a cancellation, or is that held back in a disposal? What the code begins now goes on without it.
    /// </summary>
    internal static bool IsPast(ScopeCore scope, FrameCore frame) => scope.Cancellation.HasBlockBeenTold || scope.IsForDisposal(frame);

    /// <summary>Was the scope canceled before the disposal began that the code of the frame is in?</summary>
    internal static bool IsForDisposal(this ScopeCore scope, FrameCore? frame) => scope.Cancellation.Block.CanceledAt is > 0 and var at
        && frame is not null && scope.Scheduler == frame.Scheduler && at < frame.Cancellation.Hold.Moment;

    private static bool CanCancel(ScopeCore scope, FrameCore frame) => !scope.IsOver && scope.Scheduler == frame.Scheduler;

    /// <summary>
    /// The innermost block with a limit that the frame runs, and that takes what the frame starts. Null: none.
    /// </summary>
    internal static ScopeCore? LimitOf(FrameCore frame) => frame.InnermostScope is null && CoroutineCore.Current is null ? null
        : FindLimit(frame);

    private static ScopeCore? FindLimit(FrameCore frame)
    {
        ScopeCore? scope = First(frame, out CoroutineCore? coroutine);
        while (scope is not null && !(scope.TakesWhatStarts && scope.Scheduler == frame.Scheduler
            && !scope.IsForDisposal(frame)))
        {
            scope = Next(frame, scope, ref coroutine);
        }

        return scope;
    }

    /// <summary>The open scope with that token whose block the frame runs. Null: none.</summary>
    internal static ScopeCancellation? FindByToken(FrameCore frame, CancellationToken token)
    {
        ScopeCore? scope = First(frame, out CoroutineCore? coroutine);
        while (scope is not null && !scope.Cancellation.IsTokenOf(token))
        {
            scope = Next(frame, scope, ref coroutine);
        }

        return scope is not null && CanCancel(scope, frame) ? scope.Cancellation : null;
    }

    /// <summary>The innermost open scope that is canceled by that, and whose block was not told. Null: none.</summary>
    internal static ScopeCancellation? FindUntold(FrameCore frame, CancellationToken root)
    {
        ScopeCore? scope = First(frame, out CoroutineCore? coroutine);
        while (scope is not null && (!CanCancel(scope, frame) || scope.Cancellation.ToldAt > 0 || CancellationRoot.OfBlock(scope) != root))
        {
            scope = Next(frame, scope, ref coroutine);
        }

        return scope?.Cancellation;
    }

    /// <summary>The oldest cancellation of those whose block the frame runs and that are to be told here. Null: none.</summary>
    internal static ScopeCancellation? FindToBeTold(FrameCore frame) => FindOldest(
        frame,
        frame.Cancellation.Hold.Moment,
        static (one, disposal) => one.Block.IsToBeTold && !one.Block.IsForDisposal(disposal));

    /// <summary>The oldest cancellation of those whose block the frame runs and that are to be told once more. Null: none.</summary>
    internal static ScopeCancellation? FindLost(FrameCore frame, in LostTelling lost) =>
        FindOldest(frame, lost, static (one, lost) => lost.Has(one));

    private static ScopeCancellation? FindOldest<TState>(FrameCore frame, TState state, Func<ScopeCancellation, TState, bool> isIt)
    {
        ScopeCancellation? oldest = null;
        for (ScopeCore? scope = First(frame, out CoroutineCore? coroutine); scope is not null; scope = Next(frame, scope, ref coroutine))
        {
            if (isIt(scope.Cancellation, state) && scope.Scheduler == frame.Scheduler && scope.IsBlockOf(frame)
                && !(oldest?.Block.Number < scope.Cancellation.Block.Number))
            {
                oldest = scope.Cancellation;
            }
        }

        return oldest;
    }

    /// <summary>Has the token of one of the scopes fired?</summary>
    internal static bool HasFired(FrameCore frame)
    {
        ScopeCore? scope = First(frame, out CoroutineCore? coroutine);
        while (scope is not null && !scope.Cancellation.IsTokenFired)
        {
            scope = Next(frame, scope, ref coroutine);
        }

        return scope is not null;
    }

    /// <summary>
    /// The scopes are canceled from now on whose tokens have fired, also where the word of that has not arrived. False: there are none.
    /// </summary>
    internal static bool TryNoteFired(FrameCore frame)
    {
        bool areThere = false;
        for (ScopeCore? scope = First(frame, out CoroutineCore? coroutine); scope is not null; scope = Next(frame, scope, ref coroutine))
        {
            if (CanCancel(scope, frame) && scope.Cancellation is { By: CanceledBy.Nothing, IsTokenFired: true })
            {
                areThere = true;
                scope.Cancellation.Block.NoteCanceled(frame.Scheduler);
                if (CancellationRoot.OfBlock(scope).CanBeCanceled)
                {
                    scope.Cancellation.Block.NoteAsked(frame.Scheduler);
                }
            }
        }

        return areThere;
    }

    /// <summary>
    /// Adds the tokens of the open scopes whose block the frame runs, innermost first. A scope is left out if the code in its block was
    /// told of a cancellation, or is not to be told in the disposal that it is in.
    /// </summary>
    internal static void AddUntold(FrameCore frame, List<CancellationToken> tokens)
    {
        ScopeCore? scope = First(frame, out CoroutineCore? coroutine);
        while (scope is not null)
        {
            if (!scope.IsOver && scope.Scheduler == frame.Scheduler && !IsPast(scope, frame))
            {
                tokens.Add(scope.Cancellation.Token);
            }

            scope = Next(frame, scope, ref coroutine);
        }
    }

    /// <summary>
    /// Holder: adds the tokens of what the frame runs in, where that is a scope whose block is in a coroutine. They fire also with the
    /// frame that runs the coroutine now, and with the scopes there.
    /// </summary>
    internal static void AddOfBodies(FrameCore frame, List<CancellationToken> tokens)
    {
        foreach ((ScopeCore scope, FrameCore runner) in InBodies(frame))
        {
            tokens.Add(TokenOf(scope, runner, scope.Home));
        }
    }

    /// <summary>Holder: what runs such a coroutine was canceled. The functions of the scope in its body are canceled with that.</summary>
    internal static void TakeAlongFired(FrameCore frame)
    {
        foreach ((ScopeCore scope, FrameCore runner) in InBodies(frame))
        {
            if (TokenOf(scope, runner, scope.Home).IsCancellationRequested)
            {
                frame.Scheduler.Cascade.Add(scope.Cancellation);
            }
        }
    }

    private static IEnumerable<(ScopeCore Scope, FrameCore Runner)> InBodies(FrameCore frame)
    {
        FrameCore? next = frame;
        while (next?.Scope is { } scope)
        {
            next = scope.Home is null ? scope.Owner : scope.BlockRunner;
            if (scope.Home is not null && next is not null && CanCancel(scope, next))
            {
                yield return (scope, next);
            }
        }
    }

    /// <summary>All open scopes of the frame's scheduler whose block the frame runs, innermost first.</summary>
    internal static List<ScopeCore> All(FrameCore frame)
    {
        List<ScopeCore> scopes = [];
        for (ScopeCore? scope = First(frame, out CoroutineCore? coroutine); scope is not null; scope = Next(frame, scope, ref coroutine))
        {
            if (scope.Scheduler == frame.Scheduler)
            {
                scopes.Add(scope);
            }
        }

        return scopes;
    }

    private static ScopeCore? First(FrameCore frame, out CoroutineCore? coroutine)
    {
        coroutine = CoroutineCore.Current;
        return FirstFrom(frame, ref coroutine);
    }

    private static ScopeCore? Next(FrameCore frame, ScopeCore scope, ref CoroutineCore? coroutine)
    {
        if (scope.Around is { } around || coroutine is null)
        {
            return scope.Around;
        }

        coroutine = coroutine.Resumer.Parent;
        return FirstFrom(frame, ref coroutine);
    }

    // The innermost scope of that coroutine, or of the coroutine that has resumed it, and so on. At last the innermost of the frame's own
    // stack.
    private static ScopeCore? FirstFrom(FrameCore frame, ref CoroutineCore? coroutine)
    {
        while (coroutine is { OpenBlock: null })
        {
            coroutine = coroutine.Resumer.Parent;
        }

        return coroutine?.OpenBlock as ScopeCore ?? frame.InnermostScope;
    }
}
