namespace Baton;

/// <summary>A frame that keeps its scheduler's baton, while others wait for their turn.</summary>
internal static class LongTurnFinding
{
    /// <param name="look">All that was seen.</param>
    /// <param name="scheduler">One of the schedulers.</param>
    /// <param name="least">For how long the frame must have had the baton. Infinite: none is found.</param>
    internal static Finding? Of(ProcessLook look, SchedulerLook scheduler, TimeSpan least)
    {
        if (scheduler is not { Holder: { } holder, HeldFor: { } time, IsExact: false }
            || least == Timeout.InfiniteTimeSpan || time < least)
        {
            return null;
        }

        Member? member = look.Find(holder);
        int behind = Math.Max( // the one has frames that are not listed, the other those whose task has ended
            scheduler.Ready + scheduler.Frames.Count(static frame => frame.State == FrameState.New),
            look.Members.Count(one => one.Wait is { Kind: WaitKind.Turn } wait && wait.Needs.Exists(needed => needed == member)));
        if (behind == 0)
        {
            return null;
        }

        string advice = member?.Wait is { Kind: WaitKind.Handle or WaitKind.Lock } blocks
            && scheduler.Scheduler.Blocking != BlockingMode.Yield
            ? $" It {blocks.Text}: await there, or choose BlockingMode.Yield."
            : string.Empty;
        string name = Keys.Named(Keys.Of(scheduler.Scheduler), scheduler.Scheduler.Name);
        return new Finding(
            FindingKind.LongWait,
            FindingLevel.Notice,
            $"{member?.Label ?? Keys.Of(holder)} has kept the baton of scheduler {name} for at least {Spans.Text(time)}; " +
            $"{behind} {(behind == 1 ? "frame waits for its turn" : "frames wait for their turn")} behind it.{advice}",
            [Keys.Of(holder)]);
    }
}
