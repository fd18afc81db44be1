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
                    "every scheduler."
                : $"This scope was opened under {scope.Scheduler.Handle}: it takes functions only from that scheduler's frames.");
        }
    }
}
