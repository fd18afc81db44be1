namespace Baton;

/// <summary>A region of code that must not be suspended. <see cref="Dispose"/> ends it. See <see cref="Coroutine.NoSuspend"/>.</summary>
/// <remarks>
/// The region belongs to the coroutine and to the frame that run where the region begins. Neither can suspend before the region ends. A
/// coroutine that is resumed inside the region may suspend, for the code in the region then goes on. Without a coroutine or a frame the
/// region has no effect.
/// </remarks>
public readonly ref struct NoSuspendRegion
{
    private readonly CoroutineCore? _coroutine;
    private readonly Driver? _frame;
    private readonly int _depthInCoroutine; // how many regions the coroutine had when this region began
    private readonly int _depthInFrame;     // how many regions the frame had when this region began

    internal NoSuspendRegion(string where)
    {
        _coroutine = CoroutineCore.Current;
        _frame = Driver.Current;
        if (_coroutine is not null)
        {
            _depthInCoroutine = Begin(_coroutine.NoSuspend ??= new Stack<string>(), where);
        }

        if (_frame is not null)
        {
            _depthInFrame = Begin(_frame.NoSuspend ??= new Stack<string>(), where);
        }
    }

    /// <summary>Ends the region, and all regions inside it that have not ended. A second call has no effect.</summary>
    public void Dispose()
    {
        End(_coroutine?.NoSuspend, _depthInCoroutine);
        End(_frame?.NoSuspend, _depthInFrame);
    }

    /// <summary>The body's thread, whose stack is given up: ends all regions that have begun in the body.</summary>
    internal static void EndAll(CoroutineCore coroutine)
    {
        int begun = coroutine.NoSuspend?.Count ?? 0;
        End(coroutine.Driver?.NoSuspend, Math.Max(0, (coroutine.Driver?.NoSuspend?.Count ?? 0) - begun));
        End(coroutine.NoSuspend, 0);
    }

    internal static InvalidOperationException Broken(object who, string where) => new(
        $"{who} tried to suspend, or to start a frame or a scope, inside the Coroutine.NoSuspend region that begins in {where}. The " +
        "stack trace shows where.");

    private static int Begin(Stack<string> regions, string where)
    {
        regions.Push(where);
        return regions.Count - 1;
    }

    private static void End(Stack<string>? regions, int depth)
    {
        while (regions?.Count > depth)
        {
            regions.Pop();
        }
    }
}
