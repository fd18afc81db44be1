namespace Baton.Testing;

/// <summary>Which strand makes which calls.</summary>
internal sealed class CallProgram<TSubject, TModel>(
    Operations<TSubject, TModel> operations,
    IReadOnlyList<IReadOnlyList<(ModelledOperation<TSubject, TModel> Operation, object? Argument)>> strands,
    ProgramText text)
{
    /// <summary>How the program is found again.</summary>
    internal ProgramText Text => text;

    internal int Calls => strands.Sum(strand => strand.Count);

    /// <summary>The program without one of its calls.</summary>
    internal CallProgram<TSubject, TModel> Without(int call)
    {
        int before = 0;
        List<IReadOnlyList<(ModelledOperation<TSubject, TModel>, object?)>> left = [];
        foreach (IReadOnlyList<(ModelledOperation<TSubject, TModel> Operation, object? Argument)> strand in strands)
        {
            int first = before;
            left.Add([.. strand.Where((_, i) => first + i != call)]);
            before += strand.Count;
        }

        return new CallProgram<TSubject, TModel>(operations, [.. left.Where(strand => strand.Count > 0)], text.Without(call));
    }

    /// <summary>The test: all strands make their calls, and an order of the calls is searched.</summary>
    /// <param name="run">The schedule.</param>
    internal void Run(TestScheduler run)
    {
        TSubject subject = operations.Create();
        History<TSubject, TModel> history = new(operations);
        run.MayStandStill = history.Check;
        Frame.AwaitAll([.. strands.Select((calls, strand) => run.Start(
            () =>
            {
                foreach ((ModelledOperation<TSubject, TModel> operation, object? argument) in calls)
                {
                    run.Point(operation.Name);
                    history.Call(subject, strand, operation, argument);
                }
            },
            $"strand {strand}"))]);
        history.Check();
        operations.Invariant?.Invoke(subject);
    }
}
