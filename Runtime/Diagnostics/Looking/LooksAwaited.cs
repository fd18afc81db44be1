using System.Diagnostics.CodeAnalysis;

namespace Baton;

/// <summary>Counts looks that are under way, and lets one thread wait for their end.</summary>
[SuppressMessage("Design", "CA1001", Justification = "The event has no wait handle, and a late look may still set it.")]
internal sealed class LooksAwaited
{
    private readonly ManualResetEventSlim _ended = new();
    private int _open = 1; // looks under way, and one for the thread that begins them; interlocked

    /// <summary>One more look begins.</summary>
    internal void Begin() => Interlocked.Increment(ref _open);

    /// <summary>A look has ended. Does not fail.</summary>
    internal void End()
    {
        if (Interlocked.Decrement(ref _open) == 0)
        {
            using Quiet quiet = Quiet.Begin();
            Uninterrupted.Run(static ended => ended.Set(), _ended);
        }
    }

    /// <summary>The thread that has begun them: waits until all have ended, or the time is over.</summary>
    internal bool Wait(TimeSpan patience)
    {
        using Quiet quiet = Quiet.Begin();
        Uninterrupted.Run(static wait => wait._ended.Wait(wait.patience), (_ended, patience));
        return _ended.IsSet;
    }
}
