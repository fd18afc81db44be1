namespace Baton;

/// <summary>
/// What a frame with a thread of a pool waits for goes before what else wants a thread there. Each wait of a frame that a thread may have
/// to end begins with <see cref="HurryFor(FrameCore, Task)"/>, or another method of this. Holder of the frame's baton only.
/// </summary>
/// <remarks>
/// <para>What has not come to want a thread yet is marked, and goes first when it does. The mark stays when the wait is left.</para>
/// <para>Of frames of other schedulers only those go first that are awaited themselves. A frame that has begun hurries what it waits for
/// itself; a main function that has given its thread up waits for all frames of its run.</para>
/// </remarks>
internal static class ThreadNeed
{
    /// <summary>Does the frame wait on a thread of the pool?</summary>
    internal static bool HasThreadOf(this FrameCore frame, WorkerPool pool) => frame.Worker is { } worker ? worker.Pool == pool
        : frame.Seat.Server is { } server ? server.HasThreadOf(pool)
        : frame.IsMain && ((frame.Scheduler.IsMainOnPool && frame.Scheduler.Pool == pool) || frame.Outer?.HasThreadOf(pool) == true);

    /// <summary>Does a frame with a thread wait for this one, or for the end of its scope or its run?</summary>
    internal static bool IsAwaitedByThread(this FrameCore frame) => frame.IsHurried
        || (frame.Scope is { } scope && (scope.Joiner?.HasThreadOf(frame.Scheduler.Pool) == true || scope.Drained is { IsHurried: true }))
        || frame.Scheduler.Joiner is { IsHurried: true };

    /// <summary>The frame is about to wait for the task.</summary>
    internal static void HurryFor(this FrameCore frame, Task task)
    {
        switch (TaskEnd.OwnerOf(task))
        {
            case FrameCore other:
                frame.HurryFor(other);
                break;
            case WorkItem work when frame.HasThreadOf(work.Pool):
                work.Pool.Work.Queue.Hurry(work);
                break;
        }
    }

    /// <summary>
    /// The frame is about to wait for the other. If this fails, for want of memory for the word to another scheduler, it has changed
    /// nothing.
    /// </summary>
    internal static void HurryFor(this FrameCore frame, FrameCore other)
    {
        if (other.Scheduler == frame.Scheduler)
        {
            if (!other.IsHurried && frame.HasThreadOf(other.Scheduler.Pool))
            {
                Hurry(other);
            }
        }
        else if (!other.IsEnded && other.Worker is null && frame.HasThreadOf(other.Scheduler.Pool)) // one with a worker has begun
        {
            other.Scheduler.Arrive(new HurryWord(other));
        }
    }

    /// <summary>The frame is about to wait for the end of all functions of the scope.</summary>
    internal static void BeginJoin(this ScopeCore scope, FrameCore joiner)
    {
        scope.Joiner = joiner;
        foreach (FrameCore child in scope.Functions)
        {
            joiner.HurryFor(child);
        }
    }

    /// <summary>Holder: the block has ended elsewhere, and its thread waits for the end of all functions of the scope.</summary>
    internal static void BeginDrain(this ScopeCore scope, DrainedScope end)
    {
        scope.Drained = end;
        if (end.IsHurried)
        {
            foreach (FrameCore child in scope.Functions)
            {
                Hurry(child);
            }
        }
    }

    /// <summary>Holder: a main function that has given its thread up waits for the end of all other frames.</summary>
    internal static void BeginJoin(this SchedulerCore scheduler, FrameCore main)
    {
        scheduler.Joiner = main;
        if (main.IsHurried)
        {
            Hurry(main);
        }
    }

    // Holder of the baton of that frame's scheduler: a thread waits for the frame.
    private static void Hurry(FrameCore frame)
    {
        frame.IsHurried = true;
        frame.Scheduler.Threads.Hurry(frame);
        if (frame.Scheduler.Joiner == frame)
        {
            foreach (FrameCore one in frame.Scheduler.Live)
            {
                one.Scheduler.Threads.Hurry(one);
            }
        }
    }

    /// <summary>Word for a scheduler: a frame of another one, which has a thread of the pool, waits for this frame.</summary>
    private sealed class HurryWord(FrameCore frame) : IArrival
    {
        IArrival? IArrival.Earlier { get; set; }

        bool IArrival.BringsFrame => false;

        void IArrival.Accept(SchedulerCore scheduler)
        {
            if (!frame.IsEnded)
            {
                Hurry(frame);
            }
        }

        void IArrival.Refuse(SchedulerCore scheduler)
        {
            // The frame has ended.
        }
    }
}
