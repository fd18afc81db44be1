using System.Diagnostics;

namespace Baton.Testing;

/// <summary>What the seams of a strand have in common. Called by the strand itself.</summary>
[StackTraceHidden]
internal static class SeamCall
{
    /// <summary>The calling strand. Null: no run controls the thread, or the run itself is at work here.</summary>
    internal static RunThread? Strand => ControlledThread.Current is RunThread { State: StrandState.Running } strand ? strand : null;

    /// <summary>The clock of the calling strand's run. Null: it is no strand.</summary>
    internal static RunClock? Clock => Strand?.Run.Time;

    /// <summary>In a run its clock, in place of the system's.</summary>
    internal static TimeProvider InPlaceOf(TimeProvider clock) => ReferenceEquals(clock, TimeProvider.System) ? Clock ?? clock : clock;

    /// <summary>Another strand may go first.</summary>
    /// <param name="strand">The calling one.</param>
    /// <param name="resource">What is used. Null: that is not known.</param>
    /// <param name="isWrite">False: nobody can tell from the resource that it was used.</param>
    /// <param name="text">For reports.</param>
    internal static void Go(RunThread strand, object? resource, bool isWrite, string text) =>
        strand.GoVisible(NewStep(strand, resource, isWrite, text), null, Timeout.InfiniteTimeSpan);

    /// <summary>Another strand may go first, and this one gives way if others can go on.</summary>
    internal static void GiveWay(RunThread strand, string text) =>
        strand.GoVisible(new VisibleStep(OperationKind.Call, 0, false, text) with { IsLook = true }, null, Timeout.InfiniteTimeSpan);

    /// <summary>Another strand may go first. The calling one only looks: again and again, if it spins.</summary>
    internal static void Look(RunThread strand, object? resource, string text) =>
        strand.GoVisible(NewStep(strand, resource, false, text) with { IsLook = resource is not null }, null, Timeout.InfiniteTimeSpan);

    /// <summary>As <see cref="Go"/>, and the strand goes on only when it can.</summary>
    /// <param name="strand">The calling one.</param>
    /// <param name="resource">What is used. Null: that is not known.</param>
    /// <param name="text">For reports.</param>
    /// <param name="canGoOn">Asked by whichever thread gives the turn up. Changes nothing.</param>
    /// <param name="timeout">In milliseconds, by the run's clock. −1: no limit.</param>
    /// <returns>False when the time was over first.</returns>
    /// <exception cref="OperationCanceledException">The schedule is over.</exception>
    internal static bool Await(RunThread strand, object? resource, string text, Func<bool> canGoOn, int timeout = Timeout.Infinite) =>
        Await(strand, NewStep(strand, resource, true, text), awaited: null, canGoOn, timeout);

    /// <summary>As <see cref="Await(RunThread, object, string, Func{bool}, int)"/>, for the end of a thread or a task.</summary>
    /// <param name="strand">The calling one.</param>
    /// <param name="resource">The thread or the task.</param>
    /// <param name="kind">What it is, in one word.</param>
    /// <param name="name">What reports call the strand that it is. Null: it is none.</param>
    /// <param name="canGoOn">Has it ended?</param>
    /// <param name="timeout">In milliseconds, by the run's clock. −1: no limit.</param>
    internal static bool AwaitEnd(RunThread strand, object resource, string kind, string? name, Func<bool> canGoOn, int timeout)
    {
        string text = $"waits for {(name is null ? kind : StrandNames.WithKind(kind, name))}";
        return Await(strand, NewStep(strand, resource, true, text) with { IsNamed = name is not null }, awaited: null, canGoOn, timeout);
    }

    /// <inheritdoc cref="Await(RunThread, object, string, Func{bool}, int)"/>
    internal static bool Await(RunThread strand, VisibleStep step, object? awaited, Func<bool> canGoOn, int timeout)
    {
        if (timeout == 0)
        {
            strand.GoVisible(step, null, Timeout.InfiniteTimeSpan);
            return canGoOn();
        }

        TimeSpan limit = timeout < 0 ? Timeout.InfiniteTimeSpan : TimeSpan.FromMilliseconds(timeout);
        strand.Awaited = awaited;
        try
        {
            return BatonHere.Frame is { } frame
                ? AwaitInFrame(frame, strand, step, canGoOn, timeout)
                : strand.GoVisible(step, canGoOn, limit);
        }
        finally
        {
            strand.Awaited = null;
        }
    }

    // What becomes of the frame's baton meanwhile, its scheduler says.
    private static bool AwaitInFrame(FrameCore frame, RunThread strand, VisibleStep step, Func<bool> canGoOn, int timeout)
    {
        strand.GoVisible(step, null, Timeout.InfiniteTimeSpan);
        return canGoOn() || frame.Block(new ForeignWait(Wait, timeout)) == 0;

        int Wait(int milliseconds)
        {
            bool canNow = milliseconds == 0
                ? canGoOn()
                : strand.Await(step.Text!, canGoOn, mayThrow: true, TimeSpan.FromMilliseconds(milliseconds));
            return canNow ? 0 : WaitHandle.WaitTimeout;
        }
    }

    private static VisibleStep NewStep(RunThread strand, object? resource, bool isWrite, string text) =>
        new(OperationKind.Call, strand.Run.NumberOf(resource), isWrite, text);
}
