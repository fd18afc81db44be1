using System.Diagnostics;

namespace Baton.Testing;

/// <summary>Brings a schedule to its end: the turn goes to the strands, and time goes on when none can. The conductor calls.</summary>
internal static class RunCourse
{
    /// <summary>Returns when all has ended, or the schedule has failed.</summary>
    internal static void RunToEnd(TestRun run)
    {
        do
        {
            run.GiveTurnToStrands();
        }
        while (!run.Schedule.IsOver && StandstillReport.IsUnended(run)
            && ((run.Chooser.HasChosenClock && TryAdvance(run))
                || run.Strands.TryRouse(run, isBeforeTime: true) || TryAdvance(run) || run.Strands.TryRouse(run, isBeforeTime: false)
                || run.Strands.TryOutwaitOthers() || TryWaitForOutside(run) || run.Chooser.TryRouse()));

        if (!run.Schedule.IsOver && StandstillReport.IsUnended(run))
        {
            FailUnlessRight(run);
            NoteStuck(run);
        }

        if (!run.Schedule.IsOver && run.Schedule.Expectations.FindUnmet() is { } unmet)
        {
            run.Schedule.Fail(unmet);
        }
    }

    // A method of its own, since the lambda's captures are allocated at the method's first line.
    private static void FailUnlessRight(TestRun run) =>
        run.Schedule.FailUnlessRight(() => WorkOutside.Find(run) ?? StandstillReport.OfDeadlock(run));

    private static bool TryAdvance(TestRun run)
    {
        bool hasFired = run.Time.TryAdvance();
        if (hasFired)
        {
            run.Chooser.NoteTime();
        }

        return hasFired;
    }

    private static void NoteStuck(TestRun run)
    {
        foreach (RunThread strand in run.Strands.All.Where(static strand => strand.IsInForeignCode))
        {
            run.Schedule.NoteStuck(strand);
        }

        if (run.EndsFirst >= 0 && run.Schedule.Failure is not null)
        {
            Holders.EndFirst(run);
        }
    }

    // In real time. False: nothing has come, or it would not be let in.
    private static bool TryWaitForOutside(TestRun run)
    {
        long start = Stopwatch.GetTimestamp();
        while (run.WaitsForOutside && Stopwatch.GetElapsedTime(start) < run.Patience)
        {
            if (run.Outside.IsEmpty)
            {
                Uninterrupted.TrySleep(1);
                run.Strands.FindEnabled(null);
            }

            if (!run.Outside.IsEmpty || run.Strands.Enabled > 0)
            {
                run.Schedule.CameFromOutside = true;
                return true;
            }
        }

        return false;
    }
}
