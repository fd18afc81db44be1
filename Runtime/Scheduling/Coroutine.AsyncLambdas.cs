using System.Runtime.CompilerServices;

namespace Baton;

// Functions that return tasks are unwrapped, as Task.Run does it. The compiler would choose between the overloads for tasks and those for
// value tasks by chance, for an async lambda fits both: it prefers tasks.
public static partial class Coroutine
{
    /// <summary>As <see cref="Async(Action, string?)"/>, for a function that returns a task: it is over when the task is.</summary>
    /// <remarks>What follows the first <c>await</c> of an <c>async</c> function runs on the .NET pool, outside the scheduler.</remarks>
    /// <inheritdoc cref="Async(Action, string?)"/>
    [OverloadResolutionPriority(2)]
    public static Frame Async(Func<Task> function, string? name = null) =>
        FrameStarts.Start(TaskFunction.Of(function), name, scope: null).Handle;

    /// <typeparam name="T">What the task gives.</typeparam>
    /// <inheritdoc cref="Async(Func{Task}, string?)"/>
    [OverloadResolutionPriority(2)]
    public static Frame<T> Async<T>(Func<Task<T>> function, string? name = null) =>
        (Frame<T>)FrameStarts.Start(TaskFunction.Of(function), name, scope: null).Handle;

    /// <summary>
    /// As <see cref="Async(Action, string?)"/>, for a function
    /// that returns a value task. It is over when the value task is.
    /// </summary>
    /// <remarks>What follows the first <c>await</c> of an <c>async</c> function runs on the .NET pool, outside the scheduler.</remarks>
    /// <inheritdoc cref="Async(Action, string?)"/>
    [OverloadResolutionPriority(1)]
    public static Frame Async(Func<ValueTask> function, string? name = null) =>
        FrameStarts.Start(TaskFunction.Of(function), name, scope: null).Handle;

    /// <typeparam name="T">What the value task gives.</typeparam>
    /// <inheritdoc cref="Async(Func{ValueTask}, string?)"/>
    [OverloadResolutionPriority(1)]
    public static Frame<T> Async<T>(Func<ValueTask<T>> function, string? name = null) =>
        (Frame<T>)FrameStarts.Start(TaskFunction.Of(function), name, scope: null).Handle;
}
