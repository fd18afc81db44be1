namespace Baton;

/// <summary>A region of code that must not be suspended; ends with <see cref="Dispose"/>. See <see cref="Coroutine.NoSuspend"/>.</summary>
/// <remarks>
/// Belongs to the coroutine that runs where it begins, if there is one, and to the frame: neither can be suspended while it lasts. A coroutine that
/// is resumed inside the region may suspend, for that only goes on with the region. Outside both it has no effect.
/// </remarks>
public readonly ref struct NoSuspendRegion
{
    private readonly CoroutineCore? _coroutine;
    private readonly Driver? _frame;
    private readonly int _aroundCoroutine;
    private readonly int _aroundFrame;

    internal NoSuspendRegion(string where)
    {
        _coroutine = CoroutineCore.Current;
        _frame = Driver.Current;
        if (_coroutine is not null)
        {
            _aroundCoroutine = Begin(_coroutine.NoSuspend ??= new Stack<string>(), where);
        }

        if (_frame is not null)
        {
            _aroundFrame = Begin(_frame.NoSuspend ??= new Stack<string>(), where);
        }
    }

    /// <summary>Ends the region, and those that were begun inside it and never ended. No effect the second time.</summary>
    public void Dispose()
    {
        End(_coroutine?.NoSuspend, _aroundCoroutine);
        End(_frame?.NoSuspend, _aroundFrame);
    }

    internal static InvalidOperationException Broken(object who, string where) => new(
        $"{who} tried to suspend, or to start a frame or a scope, inside the Coroutine.NoSuspend region that begins in {where}. The stack trace shows where.");

    private static int Begin(Stack<string> regions, string where)
    {
        regions.Push(where);
        return regions.Count - 1;
    }

    private static void End(Stack<string>? regions, int around)
    {
        while (regions?.Count > around)
        {
            regions.Pop();
        }
    }
}
