namespace Baton.Stress;

/// <summary>
/// Runs a random program with the language's own try, using, lock and catch, and writes down what it comes by. What a suspension
/// is, is left to <paramref name="suspend"/>: the coroutine's, or the model's.
/// </summary>
internal sealed class BlockRunner(Action<int> suspend, List<string> trace)
{
    private readonly object _gate = new();

    internal static string Describe(Exception exception) => exception is OperationCanceledException ? "signal" : exception.Message;

    internal bool IsGateFree()
    {
        bool taken = Monitor.TryEnter(_gate);
        if (taken)
        {
            Monitor.Exit(_gate);
        }

        return taken;
    }

    internal void Run(IReadOnlyList<Block> blocks)
    {
        foreach (Block block in blocks)
        {
            RunOne(block);
        }
    }

    private void RunOne(Block block)
    {
        switch (block.Kind)
        {
            case BlockKind.Trace:
                trace.Add($"{block.Number}");
                break;
            case BlockKind.Suspend:
                suspend(block.Number);
                trace.Add($"{block.Number} resumed");
                break;
            case BlockKind.Throw:
                throw new ScenarioException(block.Number);
            case BlockKind.TryFinally:
                TryFinally(block);
                break;
            case BlockKind.Using:
                Using(block);
                break;
            case BlockKind.Lock:
                lock (_gate)
                {
                    Run(block.Body);
                }

                break;
            default:
                TryCatch(block);
                break;
        }
    }

    private void TryFinally(Block block)
    {
        try
        {
            Run(block.Body);
        }
        finally
        {
            trace.Add($"{block.Number} finally");
            Run(block.Handler);
        }
    }

    private void Using(Block block)
    {
        using Resource resource = new(() => trace.Add($"{block.Number} disposed"));
        Run(block.Body);
    }

    private void TryCatch(Block block)
    {
        try
        {
            Run(block.Body);
        }
        catch (Exception e) when (Catches(block.Kind, e))
        {
            trace.Add($"{block.Number} caught {Describe(e)}");
            Run(block.Handler);
        }
    }

    private static bool Catches(BlockKind kind, Exception exception) => kind switch
    {
        BlockKind.CatchSignal => exception is OperationCanceledException,
        BlockKind.CatchOwn => exception is ScenarioException,
        _ => true,
    };

    private sealed class Resource(Action dispose) : IDisposable
    {
        public void Dispose() => dispose();
    }
}
