using System.Diagnostics;

namespace Baton.Orleans;

/// <summary>
/// A function that is to run in a turn, unless it is canceled before. Used by the turn, and by the thread that waits for it.
/// </summary>
internal sealed class Turn<T>
{
    private readonly Func<T> _function;
    private int _isTaken; // 1: the turn has begun, or was canceled; interlocked, by whichever comes first

    internal Turn(Func<T> function)
    {
        _function = function;
        Task = new Task<T>([StackTraceHidden] () => TryTake() ? _function() : default!);
    }

    /// <summary>To be queued. It runs in the execution context of the constructor's caller.</summary>
    internal Task<T> Task { get; }

    /// <summary>Completes with <see cref="Task"/>, and does not fail.</summary>
    internal Task Ended => Task.ContinueWith(
        static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);

    /// <summary>The waiting thread: cancels the turn. False: it has begun.</summary>
    internal bool TryCancel() => TryTake();

    private bool TryTake() => Interlocked.Exchange(ref _isTaken, 1) == 0;
}
