namespace Baton.Testing;

/// <summary>Ends what a schedule leaves behind, by the library's own means. The conductor calls.</summary>
/// <remarks>
/// Frames are canceled by the disposal of their schedulers, which tells them at every wait. Coroutines that are suspended are unwound.
/// Other strands get an exception out of their waits. What does not end all the same is written off: its thread never gets the turn again.
/// </remarks>
internal static class RunEnding
{
    private const int MostRounds = 100;

    internal static void End(TestRun run)
    {
        if (run.IsHung)
        {
            return; // the strand that hangs has the turn
        }

        if (TakeUnseenFailure(run) is { } unseen && !run.Schedule.IsCut)
        {
            run.Fail(new ScheduleFailure(
                FailureKind.Assertion, $"Nobody has awaited a frame that failed: {ScheduleFailure.Quote(unseen)}", unseen));
        }

        run.Schedule.HasRenumbered = run.Seams.HasRenumbered;
        run.IsEnding = true;
        for (int round = 0; round < MostRounds && !run.IsHung && TryEndMore(run); round++)
        {
            run.GiveTurnToStrands();
        }

        if (run.IsHung)
        {
            return;
        }

        TakeUnseenFailure(run); // what was thrown on the way out is no news
        foreach (WorkerPool pool in run.Parts.Pools)
        {
            pool.Disposal.Drop();
        }

        run.GiveTurnToStrands();
        WriteOffTheRest(run);
        KeepSpare(run);
        run.Parts.Clear();
    }

    // A schedule that went wrong, was broken off or let others in may leave schedulers behind that somebody still has in hand.
    private static void KeepSpare(TestRun run)
    {
        if (run.Schedule is { Failure: null, IsCut: false, WrittenOff: 0, CameFromOutside: false })
        {
            run.Parts.Spare.Keep(run.Parts);
        }
        else
        {
            run.Parts.Spare.Forget();
        }
    }

    // What frames have failed with, and nobody has asked for, counts as seen from here on. Null: there is none.
    private static Exception? TakeUnseenFailure(TestRun run)
    {
        Exception? first = null;
        foreach (SchedulerCore scheduler in run.Parts.Schedulers)
        {
            if (scheduler.Failures.HasAny)
            {
                List<FrameCore> unseen = scheduler.Failures.TakeAll();
                first ??= unseen.Count > 0 ? unseen[0].Fault?.SourceException : null;
            }
        }

        return first;
    }

    // False: nothing is left that could be ended.
    private static bool TryEndMore(TestRun run)
    {
        bool isAny = false;
        for (int i = 0; i < run.Parts.Schedulers.Count; i++) // clean-up may make more
        {
            SchedulerCore scheduler = run.Parts.Schedulers[i];
            if (scheduler.Live.Count > 0 && !scheduler.IsClosed && !scheduler.Disposal.IsAskedFor)
            {
                scheduler.Disposal.BeginAtEndOfRun();
                isAny = true;
            }
        }

        foreach (RunThread strand in run.Strands.All.ToArray())
        {
            isAny |= strand.TryEndWait();
            if (strand is { State: StrandState.Parked, Tenant: CoroutineCore { Status: CoroutineStatus.Suspended } coroutine })
            {
                run.House.Send(static coroutine => Unwind((CoroutineCore)coroutine), coroutine, "end of a coroutine");
                isAny = true;
            }
        }

        return isAny || (run.Strands.All.Count > 0 && run.Time.TryAdvance());
    }

    private static void Unwind(CoroutineCore coroutine)
    {
        try
        {
            coroutine.Dispose();
        }
        catch (Exception) // of its clean-up: the schedule is over
        {
        }
    }

    private static void WriteOffTheRest(TestRun run)
    {
        RunThread[] rest = [.. run.Strands.All];
        foreach (RunThread strand in rest)
        {
            strand.WriteOff();
            run.Strands.Delist(strand);
        }

        run.Schedule.WrittenOff = rest.Length;
        run.WrittenOff += rest.Length;
        if (rest.Length > 0)
        {
            run.ReplacePool();
        }
    }
}
