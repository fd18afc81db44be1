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
        ExploreResult sum = new(0, 0, 0, true, seed);
        for (int i = 0; i < operations.Programs; i++)
        {
            CallProgram<TSubject, TModel> program = operations.Draw(seed, i);
            try
            {
                ExploreResult result = Explore(program, seed, schedules, budget);
                sum = new ExploreResult(
                    sum.Schedules + result.Schedules,
                    sum.Steps + result.Steps,
                    sum.DistinctOrders + result.DistinctOrders,
                    sum.IsExhausted && result.IsExhausted,
                    seed);
            }
            catch (ScheduleFailedException e)
            {
                throw Shrink(program, e, seed, budget);
            }
        }

        return sum;
    }

    private ScheduleFailedException Shrink(
        CallProgram<TSubject, TModel> program, ScheduleFailedException failed, ulong seed, TimeSpan budget)
    {
        for (int call = 0; call < program.Calls && program.Calls > 1;)
        {
            CallProgram<TSubject, TModel> smaller = program.Without(call);
            ScheduleFailedException? again = TryExplore(smaller, seed, budget);
            if (again?.Kind == failed.Kind)
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
        new Explorer(program.Run, options.With(seed, schedules, budget)).Run();
}
