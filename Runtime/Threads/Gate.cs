namespace Baton;

/// <summary>
/// A lock of the library's own. Entering it neither throws for a <see cref="Thread.Interrupt"/> that was meant for the user's waits, nor
/// tells the thread's synchronization context: either would tear a handoff in the middle.
/// </summary>
internal sealed class Gate
{
    private readonly Lock _lock = new();

    /// <summary>Enters; disposing the result leaves.</summary>
    internal Held Enter()
    {
        if (!_lock.TryEnter())
        {
            Uninterrupted.Run(static gate => gate.Enter(), _lock);
        }

        return new Held(_lock);
    }

    /// <summary>Leaves, for who cannot dispose of what <see cref="Enter"/> returned: a caller that enters as many as there are.</summary>
    internal void Leave() => _lock.Exit();

    internal bool IsHeld => _lock.IsHeldByCurrentThread;

    internal readonly ref struct Held(Lock entered)
    {
        public void Dispose() => entered.Exit();
    }
}
