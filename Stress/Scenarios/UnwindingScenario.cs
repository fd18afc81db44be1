namespace Baton.Stress;

/// <summary>
/// Random programs that are disposed or thrown into at a random suspension, against a model of what C# does with such an exception.
/// </summary>
internal sealed class UnwindingScenario : IScenario
{
    public string Name => "unwinding";

    public string Description => "nests of try, finally, using, lock and catch unwind in the order that the language gives, also when " +
        "clean-up throws, suspends or swallows";

    public void Run(Iteration iteration)
    {
        IReadOnlyList<Block> program = new BlockWriter(iteration.Random).Write();
        BlockEnding ending = (BlockEnding)iteration.Random.Next(3);
        int at = iteration.Random.Next(1, 12);
        BlockOutcome expected = new BlockModel(ending, at).Run(program);

        BlockOutcome actual = RunCoroutine(iteration, program, ending, at);

        iteration.Checks.Same("the order of statements and clean-up", expected.Trace, actual.Trace);
        iteration.Checks.Same("the values suspended with", expected.Values, actual.Values);
        iteration.Checks.Equal("how it ended, and what came out", expected.End, actual.End);
    }

    private static BlockOutcome RunCoroutine(Iteration iteration, IReadOnlyList<Block> program, BlockEnding ending, int at)
    {
        List<string> trace = [];
        List<int> values = [];
        BlockRunner? runner = null;
        Coroutine<int> coroutine = Coroutine.Create<int>(yielder =>
        {
            runner = new BlockRunner(yielder.Suspend, trace);
            runner.Run(program);
            return 0;
        }, iteration.InPool);
        string? thrown = Drive(coroutine, values, ending, at);
        iteration.Checks.That("no lock is left taken", runner!.IsGateFree());
        return new BlockOutcome(trace, values, thrown is null ? $"{coroutine.Status}" : $"{coroutine.Status} {thrown}");
    }

    /// <returns>The message of what came out; null: nothing.</returns>
    private static string? Drive(Coroutine<int> coroutine, List<int> values, BlockEnding ending, int at)
    {
        try
        {
            while (!coroutine.IsFinished)
            {
                if (values.Count == at && ending == BlockEnding.Dispose)
                {
                    coroutine.Dispose();
                    return null;
                }

                int value = values.Count == at && ending == BlockEnding.Throw ? coroutine.Throw(new ScenarioException(0))
                    : coroutine.Resume();
                if (!coroutine.IsFinished)
                {
                    values.Add(value);
                }
            }

            return null;
        }
        catch (ScenarioException e)
        {
            return e.Message;
        }
    }
}
