using System.Runtime.CompilerServices;

namespace Baton;

/// <summary>A <see cref="Frame"/> whose function returns a value.</summary>
/// <typeparam name="T">What the function returns.</typeparam>
public sealed class Frame<T> : Frame
{
    private readonly FrameCore<T> _core;

    internal Frame(FrameCore<T> core)
        : base(core) => _core = core;

    /// <inheritdoc cref="Frame.Await"/>
    /// <returns>What the function returned. Every call returns the same.</returns>
    public new T Await()
    {
        WaitForEnd();
        return _core.Result;
    }

    /// <inheritdoc cref="Frame.AsTask"/>
    public new Task<T> AsTask() => _core.AsTask();

    /// <inheritdoc cref="Frame.GetAwaiter"/>
    public new TaskAwaiter<T> GetAwaiter() => AsTask().GetAwaiter();
}
