namespace Baton;

/// <summary>
/// Unwinds the body of a coroutine that is being disposed, or whose handle was dropped. It appears at the suspension point: let it pass.
/// </summary>
/// <remarks>
/// Only the body ever sees this exception. A body that catches the exception gets another at its next suspend, 100 in all. A body that has
/// swallowed all of them and suspends once more is quarantined: its thread is written off, and the disposer goes on.
/// </remarks>
public sealed class CoroutineCanceledException : OperationCanceledException
{
    internal CoroutineCanceledException(CoroutineCore coroutine)
        : base($"{coroutine} is being disposed. Let this exception pass, so that its finally blocks run and its thread comes back.")
    {
        CoroutineId = coroutine.Id;
    }

    /// <summary>The <see cref="Coroutine{TOut}.Id"/> of the coroutine that is being unwound.</summary>
    public long CoroutineId { get; }
}
