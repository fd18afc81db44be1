using System.Runtime.CompilerServices;

namespace Baton;

// Functions that return tasks are unwrapped, as Task.Run does it. The compiler would choose between the overloads for tasks and those for
// value tasks by chance, for an async lambda fits both: it prefers tasks.
// Overloads with a token in the place of the options come last, so that new() and default there mean options.
public sealed partial class CoroutineScheduler
{
    /// <summary>
    /// As <see cref="Run(Action, CoroutineSchedulerOptions?, CancellationToken)"/>, for a function
    /// that returns a task. It is over when the task is.
    /// </summary>
    /// <remarks>What follows the first <c>await</c> of an <c>async</c> function runs on the .NET pool, outside the scheduler.</remarks>
    /// <inheritdoc cref="Run(Action, CoroutineSchedulerOptions?, CancellationToken)"/>
    [OverloadResolutionPriority(2)]
    public static void Run(Func<Task> main, CoroutineSchedulerOptions? options = null, CancellationToken cancellationToken = default) =>
        Run(TaskFunction.Of(main), options, cancellationToken);

    /// <typeparam name="T">What the task gives.</typeparam>
    /// <inheritdoc cref="Run(Func{Task}, CoroutineSchedulerOptions?, CancellationToken)"/>
    [OverloadResolutionPriority(2)]
    public static T Run<T>(Func<Task<T>> main, CoroutineSchedulerOptions? options = null, CancellationToken cancellationToken = default) =>
        Run(TaskFunction.Of(main), options, cancellationToken);

    /// <summary>
    /// As <see cref="Run(Action, CoroutineSchedulerOptions?, CancellationToken)"/>, for a function
    /// that returns a value task. It is over when the value task is.
    /// </summary>
    /// <remarks>What follows the first <c>await</c> of an <c>async</c> function runs on the .NET pool, outside the scheduler.</remarks>
    /// <inheritdoc cref="Run(Action, CoroutineSchedulerOptions?, CancellationToken)"/>
    [OverloadResolutionPriority(1)]
    public static void Run(
        Func<ValueTask> main, CoroutineSchedulerOptions? options = null, CancellationToken cancellationToken = default) =>
        Run(TaskFunction.Of(main), options, cancellationToken);

    /// <typeparam name="T">What the value task gives.</typeparam>
    /// <inheritdoc cref="Run(Func{ValueTask}, CoroutineSchedulerOptions?, CancellationToken)"/>
    [OverloadResolutionPriority(1)]
    public static T Run<T>(
        Func<ValueTask<T>> main, CoroutineSchedulerOptions? options = null, CancellationToken cancellationToken = default) =>
        Run(TaskFunction.Of(main), options, cancellationToken);

    /// <inheritdoc cref="Run(Func{Task}, CoroutineSchedulerOptions?, CancellationToken)"/>
    [OverloadResolutionPriority(-1)]
    public static void Run(Func<Task> main, CancellationToken cancellationToken) =>
        Run(TaskFunction.Of(main), null, cancellationToken);

    /// <inheritdoc cref="Run{T}(Func{Task{T}}, CoroutineSchedulerOptions?, CancellationToken)"/>
    [OverloadResolutionPriority(-1)]
    public static T Run<T>(Func<Task<T>> main, CancellationToken cancellationToken) =>
        Run(TaskFunction.Of(main), null, cancellationToken);

    /// <inheritdoc cref="Run(Func{ValueTask}, CoroutineSchedulerOptions?, CancellationToken)"/>
    [OverloadResolutionPriority(-2)]
    public static void Run(Func<ValueTask> main, CancellationToken cancellationToken) =>
        Run(TaskFunction.Of(main), null, cancellationToken);

    /// <inheritdoc cref="Run{T}(Func{ValueTask{T}}, CoroutineSchedulerOptions?, CancellationToken)"/>
    [OverloadResolutionPriority(-2)]
    public static T Run<T>(Func<ValueTask<T>> main, CancellationToken cancellationToken) =>
        Run(TaskFunction.Of(main), null, cancellationToken);

    /// <summary>
    /// As <see cref="RunAsync(Action, CoroutineSchedulerOptions?, CancellationToken)"/>, for a function
    /// that returns a task. It is over when the task is.
    /// </summary>
    /// <remarks>What follows the first <c>await</c> of an <c>async</c> function runs on the .NET pool, outside the scheduler.</remarks>
    /// <inheritdoc cref="RunAsync(Action, CoroutineSchedulerOptions?, CancellationToken)"/>
    [OverloadResolutionPriority(2)]
    public static Task RunAsync(
        Func<Task> main, CoroutineSchedulerOptions? options = null, CancellationToken cancellationToken = default) =>
        RunAsync(TaskFunction.Of(main), MainFunction.NameOf(main), options, cancellationToken);

    /// <typeparam name="T">What the task gives.</typeparam>
    /// <inheritdoc cref="RunAsync(Func{Task}, CoroutineSchedulerOptions?, CancellationToken)"/>
    [OverloadResolutionPriority(2)]
    public static Task<T> RunAsync<T>(
        Func<Task<T>> main, CoroutineSchedulerOptions? options = null, CancellationToken cancellationToken = default) =>
        RunAsync(TaskFunction.Of(main), MainFunction.NameOf(main), options, cancellationToken);

    /// <summary>
    /// As <see cref="RunAsync(Action, CoroutineSchedulerOptions?, CancellationToken)"/>, for a function
    /// that returns a value task. It is over when the value task is.
    /// </summary>
    /// <remarks>What follows the first <c>await</c> of an <c>async</c> function runs on the .NET pool, outside the scheduler.</remarks>
    /// <inheritdoc cref="RunAsync(Action, CoroutineSchedulerOptions?, CancellationToken)"/>
    [OverloadResolutionPriority(1)]
    public static Task RunAsync(
        Func<ValueTask> main, CoroutineSchedulerOptions? options = null, CancellationToken cancellationToken = default) =>
        RunAsync(TaskFunction.Of(main), MainFunction.NameOf(main), options, cancellationToken);

    /// <typeparam name="T">What the value task gives.</typeparam>
    /// <inheritdoc cref="RunAsync(Func{ValueTask}, CoroutineSchedulerOptions?, CancellationToken)"/>
    [OverloadResolutionPriority(1)]
    public static Task<T> RunAsync<T>(
        Func<ValueTask<T>> main, CoroutineSchedulerOptions? options = null, CancellationToken cancellationToken = default) =>
        RunAsync(TaskFunction.Of(main), MainFunction.NameOf(main), options, cancellationToken);

    /// <inheritdoc cref="RunAsync(Func{Task}, CoroutineSchedulerOptions?, CancellationToken)"/>
    [OverloadResolutionPriority(-1)]
    public static Task RunAsync(Func<Task> main, CancellationToken cancellationToken) =>
        RunAsync(TaskFunction.Of(main), MainFunction.NameOf(main), null, cancellationToken);

    /// <inheritdoc cref="RunAsync{T}(Func{Task{T}}, CoroutineSchedulerOptions?, CancellationToken)"/>
    [OverloadResolutionPriority(-1)]
    public static Task<T> RunAsync<T>(Func<Task<T>> main, CancellationToken cancellationToken) =>
        RunAsync(TaskFunction.Of(main), MainFunction.NameOf(main), null, cancellationToken);

    /// <inheritdoc cref="RunAsync(Func{ValueTask}, CoroutineSchedulerOptions?, CancellationToken)"/>
    [OverloadResolutionPriority(-2)]
    public static Task RunAsync(Func<ValueTask> main, CancellationToken cancellationToken) =>
        RunAsync(TaskFunction.Of(main), MainFunction.NameOf(main), null, cancellationToken);

    /// <inheritdoc cref="RunAsync{T}(Func{ValueTask{T}}, CoroutineSchedulerOptions?, CancellationToken)"/>
    [OverloadResolutionPriority(-2)]
    public static Task<T> RunAsync<T>(Func<ValueTask<T>> main, CancellationToken cancellationToken) =>
        RunAsync(TaskFunction.Of(main), MainFunction.NameOf(main), null, cancellationToken);

    /// <summary>
    /// As <see cref="Start(Action, string?, CancellationToken)"/>, for a function
    /// that returns a task. It is over when the task is.
    /// </summary>
    /// <remarks>What follows the first <c>await</c> of an <c>async</c> function runs on the .NET pool, outside the scheduler.</remarks>
    /// <inheritdoc cref="Start(Action, string?, CancellationToken)"/>
    [OverloadResolutionPriority(2)]
    public Frame Start(Func<Task> function, string? name = null, CancellationToken cancellationToken = default) =>
        Begin(TaskFunction.Of(function), name, cancellationToken).Handle;

    /// <typeparam name="T">What the task gives.</typeparam>
    /// <inheritdoc cref="Start(Func{Task}, string?, CancellationToken)"/>
    [OverloadResolutionPriority(2)]
    public Frame<T> Start<T>(Func<Task<T>> function, string? name = null, CancellationToken cancellationToken = default) =>
        (Frame<T>)Begin(TaskFunction.Of(function), name, cancellationToken).Handle;

    /// <summary>
    /// As <see cref="Start(Action, string?, CancellationToken)"/>, for a function
    /// that returns a value task. It is over when the value task is.
    /// </summary>
    /// <remarks>What follows the first <c>await</c> of an <c>async</c> function runs on the .NET pool, outside the scheduler.</remarks>
    /// <inheritdoc cref="Start(Action, string?, CancellationToken)"/>
    [OverloadResolutionPriority(1)]
    public Frame Start(Func<ValueTask> function, string? name = null, CancellationToken cancellationToken = default) =>
        Begin(TaskFunction.Of(function), name, cancellationToken).Handle;

    /// <typeparam name="T">What the value task gives.</typeparam>
    /// <inheritdoc cref="Start(Func{ValueTask}, string?, CancellationToken)"/>
    [OverloadResolutionPriority(1)]
    public Frame<T> Start<T>(Func<ValueTask<T>> function, string? name = null, CancellationToken cancellationToken = default) =>
        (Frame<T>)Begin(TaskFunction.Of(function), name, cancellationToken).Handle;

    /// <inheritdoc cref="Start(Func{Task}, string?, CancellationToken)"/>
    [OverloadResolutionPriority(-1)]
    public Frame Start(Func<Task> function, CancellationToken cancellationToken) => Start(function, null, cancellationToken);

    /// <inheritdoc cref="Start{T}(Func{Task{T}}, string?, CancellationToken)"/>
    [OverloadResolutionPriority(-1)]
    public Frame<T> Start<T>(Func<Task<T>> function, CancellationToken cancellationToken) => Start(function, null, cancellationToken);

    /// <inheritdoc cref="Start(Func{ValueTask}, string?, CancellationToken)"/>
    [OverloadResolutionPriority(-2)]
    public Frame Start(Func<ValueTask> function, CancellationToken cancellationToken) => Start(function, null, cancellationToken);

    /// <inheritdoc cref="Start{T}(Func{ValueTask{T}}, string?, CancellationToken)"/>
    [OverloadResolutionPriority(-2)]
    public Frame<T> Start<T>(Func<ValueTask<T>> function, CancellationToken cancellationToken) => Start(function, null, cancellationToken);
}
