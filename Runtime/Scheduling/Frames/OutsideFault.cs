namespace Baton;

/// <summary>
/// Decides whether a function that was called outside every scheduler ended with a failure, or with its cancellation, which other code may
/// have wrapped: as <see cref="FrameFault"/> does for frames. The caller's thread, when the function has ended.
/// </summary>
internal static class OutsideFault
{
    /// <summary>What the frame ends with: the cancellation that the exception wraps, or the exception. Does not fail.</summary>
    /// <param name="frame">The frame of the function.</param>
    /// <param name="exception">What the function threw.</param>
    /// <param name="wasTold">Was the function told of a cancellation? Then other tokens that have fired are something else.</param>
    internal static Exception TryUnwrap(FrameCore frame, Exception exception, bool wasTold)
    {
        if (exception is OperationCanceledException)
        {
            return exception;
        }

        try
        {
            return Unwrap(frame, exception, wasTold) ?? exception;
        }
        catch (Exception e) when (NoMemory.Is(e))
        {
            return exception;
        }
    }

    private static OperationCanceledException? Unwrap(FrameCore frame, Exception exception, bool wasTold)
    {
        OutsideToken? around = OutsideTelling.IsToBeToldHere ? OutsideToken.Current : null;
        return (around is not null || frame.Cancellation.IsRequested)
            && WrappedCancellation.Find(exception, (frame, around, wasTold), static (canceled, asked) =>
                Identifies(asked.frame, asked.around, asked.wasTold, canceled.CancellationToken)) is { } found
            ? new OperationCanceledException($"{frame} was canceled.", exception, found.CancellationToken)
            : null;
    }

    private static bool Identifies(FrameCore frame, OutsideToken? around, bool wasTold, CancellationToken named) => !named.CanBeCanceled
        || around?.Knows(named) == true
        || frame.Cancellation.IsTokenOf(named)
        || IsOfScope(frame.Scope, named)
        || (!wasTold && named.IsCancellationRequested); // code may have linked this token with those

    private static bool IsOfScope(ScopeCore? scope, CancellationToken named) => scope?.Cancellation.IsTokenFired == true
        && (scope.Cancellation.IsTokenOf(named) || CausedSource.RootOf(named) == CancellationRoot.Of(scope));
}
