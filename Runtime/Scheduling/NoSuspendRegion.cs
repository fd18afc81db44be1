using System.Runtime.CompilerServices;

namespace Baton;

/// <summary>A region of code that must not be suspended; ends with <see cref="Dispose"/>. See <see cref="Coroutine.NoSuspend"/>.</summary>
public readonly ref struct NoSuspendRegion
{
    private readonly CoroutineCore? _coroutine;
    private readonly FrameCore? _frame;

    internal NoSuspendRegion(string where)
    {
        _coroutine = CoroutineCore.Current;
        _frame = FrameCore.Current;
        if (_coroutine is not null)
        {
            (_coroutine.NoSuspend ??= new Stack<string>()).Push(where);
        }

        if (_frame is not null)
        {
            (_frame.NoSuspend ??= new Stack<string>()).Push(where);
        }
    }

    /// <summary>Ends the region.</summary>
    public void Dispose()
    {
        _coroutine?.NoSuspend?.TryPop(out _);
        _frame?.NoSuspend?.TryPop(out _);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static InvalidOperationException Broken(object who, string where) => new(
        $"{who} tried to suspend inside the Coroutine.NoSuspend region that begins in {where}. The stack trace shows where.");
}
