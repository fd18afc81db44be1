using System.Diagnostics;

namespace Baton;

/// <summary>Where a scope takes no function, and what the caller can do then.</summary>
[StackTraceHidden]
internal static class ScopeRefusals
{
    /// <summary>The calling thread wants to start a function in the scope.</summary>
    /// <exception cref="ObjectDisposedException">The scope is over.</exception>
    /// <exception cref="InvalidOperationException">The caller is outside the scope's scheduler.</exception>
    internal static void ThrowIfClosedToCaller(ScopeCore scope)
    {
        if (scope.IsOver)
        {
            throw new ObjectDisposedException(
                nameof(CoroutineScope), "The scope is over: its block has ended or has disposed it. Start functions before that, or in " +
                    "a scope that is still open.");
        }

        if (FrameCore.Current?.Scheduler != scope.Scheduler || scope.IsStrangerOutside)
        {
            throw new InvalidOperationException(scope.Scheduler is null
                ? "This scope was opened outside every scheduler: it takes functions only from the thread that opened it, outside " +
                    $"every scheduler.{BehindAwait()}"
                : $"This scope was opened under {scope.Scheduler.Handle}: it takes functions only from that scheduler's frames." +
                    BehindAwait());
        }
    }

    private static string BehindAwait() => FrameCore.Current is not null ? string.Empty
        : " The calling code runs in no frame: perhaps it is behind an await, where async code goes on on the .NET thread pool. Start " +
            "the functions before the first await, or write Await() in a function that is not async.";
}
