namespace Baton;

/// <summary>A region of code that must not be suspended; ends with <see cref="Dispose"/>. See <see cref="Coroutine.NoSuspend"/>.</summary>
/// <remarks>
/// Belongs to the coroutine and to the frame that run where the region begins: neither can be suspended before the region ends. A coroutine
/// that is resumed inside the region may suspend, for the region then goes on. With neither coroutine nor frame the region has no effect.
/// </remarks>
public readonly ref struct NoSuspendRegion
{
    private readonly CoroutineCore? _coroutine;
    private readonly Driver? _frame;
    private readonly int _depthInCoroutine; // regions of the coroutine when this one began
    private readonly int _depthInFrame;     // regions of the frame when this one began

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

    /// <summary>Ends the region, and all regions inside it that have not ended. No effect the second time.</summary>
    public void Dispose()
    {
        End(_coroutine?.NoSuspend, _depthInCoroutine);
        End(_frame?.NoSuspend, _depthInFrame);
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
