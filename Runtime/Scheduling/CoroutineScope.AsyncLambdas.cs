using System.Runtime.CompilerServices;

namespace Baton;

// Functions that return tasks are unwrapped, as Task.Run does it. The compiler would choose between the overloads for tasks and those for
// value tasks by chance, for an async lambda fits both: it prefers tasks.
public sealed partial class CoroutineScope
{
    /// <summary>
    /// As <see cref="Async(Action, string?, CancellationToken)"/>, for a function
    /// that returns a task. It is over when the task is.
    /// </summary>
    /// <remarks>What follows the first <c>await</c> of an <c>async</c> function runs on the .NET pool, outside the scheduler.</remarks>
    /// <inheritdoc cref="Async(Action, string?, CancellationToken)"/>
    [OverloadResolutionPriority(2)]
    public Frame Async(Func<Task> function, string? name = null, CancellationToken cancellationToken = default) =>
        Start(TaskFunction.Of(function), name, cancellationToken).Handle;

    /// <typeparam name="T">What the task gives.</typeparam>
    /// <inheritdoc cref="Async(Func{Task}, string?, CancellationToken)"/>
    [OverloadResolutionPriority(2)]
    public Frame<T> Async<T>(Func<Task<T>> function, string? name = null, CancellationToken cancellationToken = default) =>
        (Frame<T>)Start(TaskFunction.Of(function), name, cancellationToken).Handle;

    /// <summary>
    /// As <see cref="Async(Action, string?, CancellationToken)"/>, for a function
    /// that returns a value task. It is over when the value task is.
    /// </summary>
    /// <remarks>What follows the first <c>await</c> of an <c>async</c> function runs on the .NET pool, outside the scheduler.</remarks>
    /// <inheritdoc cref="Async(Action, string?, CancellationToken)"/>
    [OverloadResolutionPriority(1)]
    public Frame Async(Func<ValueTask> function, string? name = null, CancellationToken cancellationToken = default) =>
        Start(TaskFunction.Of(function), name, cancellationToken).Handle;

    /// <typeparam name="T">What the value task gives.</typeparam>
    /// <inheritdoc cref="Async(Func{ValueTask}, string?, CancellationToken)"/>
    [OverloadResolutionPriority(1)]
    public Frame<T> Async<T>(Func<ValueTask<T>> function, string? name = null, CancellationToken cancellationToken = default) =>
        (Frame<T>)Start(TaskFunction.Of(function), name, cancellationToken).Handle;

    /// <inheritdoc cref="Async(Func{Task}, string?, CancellationToken)"/>
    [OverloadResolutionPriority(-1)]
    public Frame Async(Func<Task> function, CancellationToken cancellationToken) => Async(function, null, cancellationToken);

    /// <inheritdoc cref="Async{T}(Func{Task{T}}, string?, CancellationToken)"/>
    [OverloadResolutionPriority(-1)]
    public Frame<T> Async<T>(Func<Task<T>> function, CancellationToken cancellationToken) => Async(function, null, cancellationToken);

    /// <inheritdoc cref="Async(Func{ValueTask}, string?, CancellationToken)"/>
    [OverloadResolutionPriority(-2)]
    public Frame Async(Func<ValueTask> function, CancellationToken cancellationToken) => Async(function, null, cancellationToken);

    /// <inheritdoc cref="Async{T}(Func{ValueTask{T}}, string?, CancellationToken)"/>
    [OverloadResolutionPriority(-2)]
    public Frame<T> Async<T>(Func<ValueTask<T>> function, CancellationToken cancellationToken) => Async(function, null, cancellationToken);
}
