namespace Baton.Stress;

/// <summary>
/// What a random program must come to: the same program, run to its end by a plain call, in which a suspension is a method that
/// returns, or throws from the moment on at which the coroutine is disposed.
/// </summary>
internal sealed class BlockModel(BlockEnding ending, int at)
{
    private readonly List<string> _trace = [];
    private readonly List<int> _values = [];
    private bool _unwinding;

    internal BlockOutcome Run(IReadOnlyList<Block> program) => new(_trace, _values, RunToEnd(program));

    private string RunToEnd(IReadOnlyList<Block> program)
    {
        try
        {
            new BlockRunner(Suspend, _trace).Run(program);
            return _unwinding ? "Canceled" : "Finished";
        }
        catch (OperationCanceledException)
        {
            return "Canceled";
        }
        catch (ScenarioException e)
        {
            return _unwinding ? $"Canceled {e.Message}" : $"Faulted {e.Message}";
        }
    }

    private void Suspend(int value)
    {
        if (!_unwinding)
        {
            _values.Add(value);
            if (_values.Count != at || ending == BlockEnding.RunToEnd)
            {
                return;
            }

            if (ending == BlockEnding.Throw)
            {
                throw new ScenarioException(0);
            }

            _unwinding = true;
        }

        throw new OperationCanceledException();
    }
}
