namespace Baton;

/// <summary>
/// Which frames have a thread of the scheduler's pool, and for which of the others such a frame waits. Holder of the baton only.
/// </summary>
internal static class ThreadNeed
{
    internal static bool HasPoolThread(this FrameCore frame) =>
        frame.Worker is not null || (frame.IsMain && frame.Scheduler.IsMainOnPool);

    /// <summary>Does a frame with a thread wait for this one, or for the end of its scope?</summary>
    internal static bool IsAwaitedByThread(this FrameCore frame) =>
        frame.Awaiters.HaveThread || (frame.Scope?.Joiner is { } joiner && joiner.HasPoolThread());

    /// <summary>The frame is about to wait for the other: that one goes before frames for which none waits, if it wants a thread.</summary>
    internal static void HurryFor(this FrameCore frame, FrameCore other)
    {
        if (other.State == FrameState.WantingThread && frame.HasPoolThread())
        {
            other.Scheduler.Threads.Hurry(other);
        }
    }

    /// <summary>The frame is about to wait for the end of all functions of the scope.</summary>
    internal static void BeginJoin(this ScopeCore scope, FrameCore joiner)
    {
        scope.Joiner = joiner;
        foreach (FrameCore child in scope.Children)
        {
            joiner.HurryFor(child);
        }
    }

    /// <summary>The frame is about to wait for the pool's work.</summary>
    internal static void HurryFor(this FrameCore frame, WorkItem work)
    {
        if (frame.HasPoolThread())
        {
            work.Pool.Work.Queue.Hurry(work);
        }
    }
}
