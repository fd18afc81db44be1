namespace Baton.Testing;

/// <summary>
/// Who holds what others wait for, in code that is not Baton's, found by experiment: in a repetition one strand that waits is ended first.
/// Whoever can go on then had waited for what that one held.
/// </summary>
/// <remarks>One repetition for each strand that waits. It works for locks, and for what is freed in a <c>finally</c>.</remarks>
internal sealed class Holders(ExploredTest test, TestRun run)
{
    private const int MostStrands = 16;

    /// <summary>The deadlock, with who holds what its strands wait for, as far as that can be found.</summary>
    /// <param name="deadlock">A schedule that has ended so.</param>
    /// <param name="isEnough">Is no further schedule to be run?</param>
    internal ScheduleFailure Find(Schedule deadlock, Func<bool> isEnough)
    {
        ScheduleFailure failure = deadlock.Failure!;
        SortedDictionary<int, SortedSet<string>> holders = [];
        int[] waiting = [.. deadlock.Stuck.Take(MostStrands)];
        foreach (int strand in waiting)
        {
            if (run.IsHung || isEnough())
            {
                return failure;
            }

            Schedule again = deadlock.RentRepetition();
            run.EndsFirst = strand;
            test.Run(run, again);
            run.EndsFirst = -1;
            if (run.IsHung || !failure.IsSameAs(again.Failure))
            {
                return failure; // it does not end the same each time, so nothing can be said
            }

            foreach (int freed in again.Freed)
            {
                holders.TryAdd(freed, new SortedSet<string>(StringComparer.Ordinal));
                holders[freed].Add(again.NameOf(strand));
            }

            again.Return();
        }

        return holders.Count == 0 ? failure : failure with { Found = Told(failure.Found, deadlock, holders) };
    }

    private static string Told(string found, Schedule deadlock, SortedDictionary<int, SortedSet<string>> holders) => string.Join(
        Environment.NewLine,
        [
            found,
            .. holders.Select(one =>
                $"  {deadlock.NameOf(one.Key)} could go on if {string.Join(" or ", one.Value)} ended, and let go of what it holds"),
        ]);

    /// <summary>The conductor, when nothing can go on: ends one strand, and notes who else can go on then.</summary>
    internal static void EndFirst(TestRun run)
    {
        RunThread[] others = [.. run.Strands.All.Where(strand => strand.IsInForeignCode && strand.Number != run.EndsFirst)];
        RunThread? first = run.Strands.All.FirstOrDefault(strand => strand.Number == run.EndsFirst);
        if (first is null || !Array.TrueForAll(others, static strand => !strand.IsEnabled))
        {
            return;
        }

        FrameCore? frame = first.Tenant as FrameCore;
        run.IsEnding = true;
        run.OnlyStrand = first;
        if (first.TryEndWait())
        {
            run.GiveTurnToStrands();
        }

        frame?.IsObserved = true; // what is thrown on the way out is no news
        run.OnlyStrand = null;
        if (!run.IsHung)
        {
            run.Schedule.NoteFreed([.. others.Where(static strand => strand.IsEnabled).Select(static strand => strand.Number)]);
        }
    }
}
