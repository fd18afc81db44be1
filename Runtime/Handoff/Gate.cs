namespace Baton;

/// <summary>
/// A lock of the library's own. Entering it neither throws for a <see cref="Thread.Interrupt"/> that was meant for the user's waits, nor
/// tells the thread's synchronization context: either would tear a handoff in the middle.
/// </summary>
internal sealed class Gate
{
    private static readonly int s_tries = Environment.ProcessorCount > 1 ? 16 : 0;

    private readonly Lock _lock = new();

    /// <summary>Enters; disposing the result leaves.</summary>
    internal Held Enter()
    {
        if (!_lock.TryEnter() && !TryEnterSoon())
        {
            Uninterrupted.Run(static gate => gate.Enter(), _lock);
        }

        return new Held(_lock);
    }

    // Whoever is inside leaves in a few instructions, and the lock's own waiting backs off for longer than that.
    private bool TryEnterSoon()
    {
        for (int i = 0; i < s_tries; i++)
        {
            Thread.SpinWait(4);
            if (_lock.TryEnter())
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Leaves, for who cannot dispose of what <see cref="Enter"/> returned: a caller that enters as many as there are.</summary>
    internal void Leave() => _lock.Exit();

    internal bool IsHeld => _lock.IsHeldByCurrentThread;

    internal readonly ref struct Held(Lock entered)
    {
        public void Dispose() => entered.Exit();
    }
}
