using System.Diagnostics;

namespace Baton.Testing;

/// <summary>Tells a deadlock from a wait for work that has left the run. The conductor calls.</summary>
internal static class WorkOutside
{
    /// <summary>How long such work is given, in milliseconds of real time.</summary>
    private const int Limit = 100;

    /// <summary>Does a strand wait for a task, or in code that is not Baton's?</summary>
    internal static bool IsPossible(TestRun run) => run.Strands.All.Any(static strand => MayBe(strand)
        || strand is { State: StrandState.Waiting, Operation.Kind: OperationKind.Call });

    // Does nothing that the run knows bring what the strand waits for?
    private static bool MayBe(RunThread strand) => strand.WaitsForMore || strand.What is "waits for task" or "waits for tasks"
        || strand.What?.StartsWith(BlockingOutside.ToAwait, StringComparison.Ordinal) == true
        || (strand.Tenant is FrameCore { TaskWait.Task: { } task } && TaskEnd.OwnerOf(task) is null);

    /// <summary>
    /// When nothing can go on: waits a short real time for what comes from outside. An exploration waits in vain only once.
    /// </summary>
    /// <returns>Null: nothing has come.</returns>
    internal static ScheduleFailure? Find(TestRun run)
    {
        if (run.WaitsForOutside || run.HasWaitedInVain || !IsPossible(run))
        {
            return null;
        }

        long start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start).TotalMilliseconds < Limit)
        {
            if (run.Outside.Accept() is { } word)
            {
                return NewFailure(word, run);
            }

            run.Strands.FindEnabled(null);
            if (run.Strands.Enabled > 0)
            {
                return NewFailure($"{run.Strands[0].Name} has waited for work outside the run, as of the .NET thread pool.", run);
            }

            Uninterrupted.TrySleep(1);
        }

        run.HasWaitedInVain = true;
        return null;
    }

    /// <inheritdoc cref="ControlledRun.Refuse"/>
    internal static InvalidOperationException? Refuse(string what, TestRun run)
    {
        if (run.WaitsForOutside)
        {
            run.Schedule.CameFromOutside = true;
            return null;
        }

        string text = $"The run was about to use {what}.";
        run.Fail(ScheduleFailure.OfOutside(text, run));
        return NoWayOut.IsHere() ? null : new InvalidOperationException(text); // the schedule has failed, whatever comes from outside
    }

    /// <summary>The hint of a deadlock that may be a wait for work outside the run. Empty: it is none.</summary>
    internal static string HintOf(TestRun run) =>
        (run.Seams.AreOn ? run.Strands.All.Count > 0 && run.Strands.All.All(MayBe) : IsPossible(run))
        ? $"{Environment.NewLine}{ScheduleFailure.WayOut(run)}" : string.Empty;

    private static ScheduleFailure NewFailure(string what, TestRun run) =>
        ScheduleFailure.OfOutside($"{what} Nothing else could go on.", run);
}
