namespace Baton.Testing;

/// <summary>Explores programs of calls, one after the other. A program that fails is made smaller.</summary>
internal sealed class LinearTest<TSubject, TModel>(Operations<TSubject, TModel> operations, ExploreOptions options)
{
    private const int MostSchedulesToShrink = 500;

    /// <summary>Runs all programs.</summary>
    /// <returns>The sum of what was seen.</returns>
    /// <exception cref="ScheduleFailedException">One has failed. It is the smallest that was found.</exception>
    internal ExploreResult Run()
    {
        ulong seed = Explorer.SeedOf(options);
        long schedules = Math.Max(1, options.Schedules / operations.Programs);
        TimeSpan budget = options.Budget / operations.Programs + TimeSpan.FromTicks(1);
        ExploreResult sum = new(0, 0, 0, true, seed) { PairCoverage = 1 };
        for (int i = 0; i < operations.Programs; i++)
        {
            CallProgram<TSubject, TModel> program = operations.Draw(seed, i);
            try
            {
                ExploreResult result = Explore(program, seed, schedules, budget);
                sum = Sum(sum, result);
            }
            catch (ScheduleFailedException e)
            {
                throw Shrink(program, e, seed, budget);
            }
        }

        return sum;
    }

    // Shares count by the schedules that they are of.
    private static ExploreResult Sum(ExploreResult one, ExploreResult other)
    {
        double part = one.Schedules + other.Schedules == 0 ? 0 : (double)other.Schedules / (one.Schedules + other.Schedules);
        return new ExploreResult(
            one.Schedules + other.Schedules,
            one.Steps + other.Steps,
            one.DistinctOrders + other.DistinctOrders,
            one.IsExhausted && other.IsExhausted,
            one.Seed)
        {
            UnseenMass = (one.UnseenMass * (1 - part)) + (other.UnseenMass * part),
            PairCoverage = (one.PairCoverage * (1 - part)) + (other.PairCoverage * part),
            Warnings = other.Warnings.Count == 0 ? one.Warnings : [.. one.Warnings.Union(other.Warnings)],
        };
    }

    private ScheduleFailedException Shrink(
        CallProgram<TSubject, TModel> program, ScheduleFailedException failed, ulong seed, TimeSpan budget)
    {
        for (int call = 0; call < program.Calls && program.Calls > 1;)
        {
            CallProgram<TSubject, TModel> smaller = program.Without(call);
            ScheduleFailedException? again = TryExplore(smaller, seed, budget);
            if (again is not null && IsSame(again, failed))
            {
                (program, failed) = (smaller, again);
            }
            else
            {
                call++;
            }
        }

        return failed;
    }

    /// <summary>Runs a schedule of a report once more. Returns if it does not fail.</summary>
    /// <exception cref="FormatException">The text is none.</exception>
    internal void Replay(string text)
    {
        (ProgramText of, string schedule) = ProgramText.Parse(text);
        CallProgram<TSubject, TModel> program = operations.Draw(of.Seed, of.Index);
        foreach (int call in of.Removed)
        {
            program = program.Without(call);
        }

        new Explorer(Explored(program), options).Replay(schedule);
    }

    // Other calls have other histories, so of what was found the first line counts.
    private static bool IsSame(ScheduleFailedException one, ScheduleFailedException other) =>
        one.Kind == other.Kind
        && one.InnerException?.GetType() == other.InnerException?.GetType()
        && one.Found.Split('\n')[0] == other.Found.Split('\n')[0];

    private static ExploredTest Explored(CallProgram<TSubject, TModel> program) =>
        new(program.Run, "operations", program.Text.ToString());

    private ScheduleFailedException? TryExplore(CallProgram<TSubject, TModel> program, ulong seed, TimeSpan budget)
    {
        try
        {
            Explore(program, seed, MostSchedulesToShrink, budget);
            return null;
        }
        catch (ScheduleFailedException e)
        {
            return e;
        }
    }

    private ExploreResult Explore(CallProgram<TSubject, TModel> program, ulong seed, long schedules, TimeSpan budget) =>
        new Explorer(Explored(program), options.With(seed, schedules, budget)).Run();
}
