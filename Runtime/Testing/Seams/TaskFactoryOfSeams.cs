using System.ComponentModel;
using System.Diagnostics;

namespace Baton.Testing.Seams;

/// <summary>What <see cref="TaskFactory{TResult}"/> does in code that was compiled with seams.</summary>
[SeamsOf(typeof(TaskFactory<>))]
[EditorBrowsable(EditorBrowsableState.Never)]
[DebuggerStepThrough]
[StackTraceHidden]
public static class TaskFactoryOfSeams
{
#pragma warning disable CA1068 // The parameters are in the order of the original.
    /// <inheritdoc cref="TaskFactory{TResult}.StartNew(Func{TResult})"/>
    public static Task<TResult> StartNew<TResult>(TaskFactory<TResult> factory, Func<TResult> function) =>
        factory.StartNew(function, factory.CancellationToken, factory.CreationOptions, TaskCall.Of(factory.Scheduler));

    /// <inheritdoc cref="TaskFactory{TResult}.StartNew(Func{TResult}, CancellationToken)"/>
    public static Task<TResult> StartNew<TResult>(
        TaskFactory<TResult> factory, Func<TResult> function, CancellationToken cancellationToken) =>
        factory.StartNew(function, cancellationToken, factory.CreationOptions, TaskCall.Of(factory.Scheduler));

    /// <inheritdoc cref="TaskFactory{TResult}.StartNew(Func{TResult}, TaskCreationOptions)"/>
    public static Task<TResult> StartNew<TResult>(
        TaskFactory<TResult> factory, Func<TResult> function, TaskCreationOptions creationOptions) =>
        factory.StartNew(function, factory.CancellationToken, creationOptions, TaskCall.Of(factory.Scheduler));

    /// <inheritdoc cref="TaskFactory{TResult}.StartNew(Func{TResult}, CancellationToken, TaskCreationOptions, TaskScheduler)"/>
    public static Task<TResult> StartNew<TResult>(
        TaskFactory<TResult> factory,
        Func<TResult> function,
        CancellationToken cancellationToken,
        TaskCreationOptions creationOptions,
        TaskScheduler scheduler) =>
        factory.StartNew(function, cancellationToken, creationOptions, TaskCall.InPlaceOf(scheduler));

    /// <inheritdoc cref="TaskFactory{TResult}.StartNew(Func{object, TResult}, object)"/>
    public static Task<TResult> StartNew<TResult>(TaskFactory<TResult> factory, Func<object?, TResult> function, object? state) =>
        factory.StartNew(function, state, factory.CancellationToken, factory.CreationOptions, TaskCall.Of(factory.Scheduler));

    /// <inheritdoc cref="TaskFactory{TResult}.StartNew(Func{object, TResult}, object, CancellationToken)"/>
    public static Task<TResult> StartNew<TResult>(
        TaskFactory<TResult> factory, Func<object?, TResult> function, object? state, CancellationToken cancellationToken) =>
        factory.StartNew(function, state, cancellationToken, factory.CreationOptions, TaskCall.Of(factory.Scheduler));

    /// <inheritdoc cref="TaskFactory{TResult}.StartNew(Func{object, TResult}, object, TaskCreationOptions)"/>
    public static Task<TResult> StartNew<TResult>(
        TaskFactory<TResult> factory, Func<object?, TResult> function, object? state, TaskCreationOptions creationOptions) =>
        factory.StartNew(function, state, factory.CancellationToken, creationOptions, TaskCall.Of(factory.Scheduler));

    /// <inheritdoc cref="
    /// TaskFactory{TResult}.StartNew(Func{object, TResult}, object, CancellationToken, TaskCreationOptions, TaskScheduler)"/>
    public static Task<TResult> StartNew<TResult>(
        TaskFactory<TResult> factory,
        Func<object?, TResult> function,
        object? state,
        CancellationToken cancellationToken,
        TaskCreationOptions creationOptions,
        TaskScheduler scheduler) =>
        factory.StartNew(function, state, cancellationToken, creationOptions, TaskCall.InPlaceOf(scheduler));

    /// <inheritdoc cref="TaskFactory{TResult}.ContinueWhenAll(Task[], Func{Task[], TResult})"/>
    public static Task<TResult> ContinueWhenAll<TResult>(
        TaskFactory<TResult> factory, Task[] tasks, Func<Task[], TResult> continuationFunction) =>
        factory.ContinueWhenAll(
            tasks, continuationFunction, factory.CancellationToken, factory.ContinuationOptions, TaskCall.Of(factory.Scheduler));

    /// <inheritdoc cref="TaskFactory{TResult}.ContinueWhenAll(Task[], Func{Task[], TResult}, CancellationToken)"/>
    public static Task<TResult> ContinueWhenAll<TResult>(
        TaskFactory<TResult> factory, Task[] tasks, Func<Task[], TResult> continuationFunction, CancellationToken cancellationToken) =>
        factory.ContinueWhenAll(
            tasks, continuationFunction, cancellationToken, factory.ContinuationOptions, TaskCall.Of(factory.Scheduler));

    /// <inheritdoc cref="TaskFactory{TResult}.ContinueWhenAll(Task[], Func{Task[], TResult}, TaskContinuationOptions)"/>
    public static Task<TResult> ContinueWhenAll<TResult>(
        TaskFactory<TResult> factory,
        Task[] tasks,
        Func<Task[], TResult> continuationFunction,
        TaskContinuationOptions continuationOptions) =>
        factory.ContinueWhenAll(
            tasks, continuationFunction, factory.CancellationToken, continuationOptions, TaskCall.Of(factory.Scheduler));

    /// <inheritdoc cref="
    /// TaskFactory{TResult}.ContinueWhenAll(Task[], Func{Task[], TResult}, CancellationToken, TaskContinuationOptions,
    /// TaskScheduler)"/>
    public static Task<TResult> ContinueWhenAll<TResult>(
        TaskFactory<TResult> factory,
        Task[] tasks,
        Func<Task[], TResult> continuationFunction,
        CancellationToken cancellationToken,
        TaskContinuationOptions continuationOptions,
        TaskScheduler scheduler) =>
        factory.ContinueWhenAll(tasks, continuationFunction, cancellationToken, continuationOptions, TaskCall.InPlaceOf(scheduler));

    /// <inheritdoc cref="
    /// TaskFactory{TResult}.ContinueWhenAll{TAntecedentResult}(Task{TAntecedentResult}[], Func{Task{TAntecedentResult}[], TResult})"/>
    public static Task<TResult> ContinueWhenAll<TResult, TAntecedentResult>(
        TaskFactory<TResult> factory, Task<TAntecedentResult>[] tasks, Func<Task<TAntecedentResult>[], TResult> continuationFunction) =>
        factory.ContinueWhenAll(
            tasks, continuationFunction, factory.CancellationToken, factory.ContinuationOptions, TaskCall.Of(factory.Scheduler));

    /// <inheritdoc cref="
    /// TaskFactory{TResult}.ContinueWhenAll{TAntecedentResult}(Task{TAntecedentResult}[], Func{Task{TAntecedentResult}[], TResult},
    /// CancellationToken)"/>
    public static Task<TResult> ContinueWhenAll<TResult, TAntecedentResult>(
        TaskFactory<TResult> factory,
        Task<TAntecedentResult>[] tasks,
        Func<Task<TAntecedentResult>[], TResult> continuationFunction,
        CancellationToken cancellationToken) =>
        factory.ContinueWhenAll(
            tasks, continuationFunction, cancellationToken, factory.ContinuationOptions, TaskCall.Of(factory.Scheduler));

    /// <inheritdoc cref="
    /// TaskFactory{TResult}.ContinueWhenAll{TAntecedentResult}(Task{TAntecedentResult}[], Func{Task{TAntecedentResult}[], TResult},
    /// TaskContinuationOptions)"/>
    public static Task<TResult> ContinueWhenAll<TResult, TAntecedentResult>(
        TaskFactory<TResult> factory,
        Task<TAntecedentResult>[] tasks,
        Func<Task<TAntecedentResult>[], TResult> continuationFunction,
        TaskContinuationOptions continuationOptions) =>
        factory.ContinueWhenAll(
            tasks, continuationFunction, factory.CancellationToken, continuationOptions, TaskCall.Of(factory.Scheduler));

    /// <inheritdoc cref="
    /// TaskFactory{TResult}.ContinueWhenAll{TAntecedentResult}(Task{TAntecedentResult}[], Func{Task{TAntecedentResult}[], TResult},
    /// CancellationToken, TaskContinuationOptions, TaskScheduler)"/>
    public static Task<TResult> ContinueWhenAll<TResult, TAntecedentResult>(
        TaskFactory<TResult> factory,
        Task<TAntecedentResult>[] tasks,
        Func<Task<TAntecedentResult>[], TResult> continuationFunction,
        CancellationToken cancellationToken,
        TaskContinuationOptions continuationOptions,
        TaskScheduler scheduler) =>
        factory.ContinueWhenAll(tasks, continuationFunction, cancellationToken, continuationOptions, TaskCall.InPlaceOf(scheduler));

    /// <inheritdoc cref="TaskFactory{TResult}.ContinueWhenAny(Task[], Func{Task, TResult})"/>
    public static Task<TResult> ContinueWhenAny<TResult>(
        TaskFactory<TResult> factory, Task[] tasks, Func<Task, TResult> continuationFunction) =>
        factory.ContinueWhenAny(
            tasks, continuationFunction, factory.CancellationToken, factory.ContinuationOptions, TaskCall.Of(factory.Scheduler));

    /// <inheritdoc cref="TaskFactory{TResult}.ContinueWhenAny(Task[], Func{Task, TResult}, CancellationToken)"/>
    public static Task<TResult> ContinueWhenAny<TResult>(
        TaskFactory<TResult> factory, Task[] tasks, Func<Task, TResult> continuationFunction, CancellationToken cancellationToken) =>
        factory.ContinueWhenAny(
            tasks, continuationFunction, cancellationToken, factory.ContinuationOptions, TaskCall.Of(factory.Scheduler));

    /// <inheritdoc cref="TaskFactory{TResult}.ContinueWhenAny(Task[], Func{Task, TResult}, TaskContinuationOptions)"/>
    public static Task<TResult> ContinueWhenAny<TResult>(
        TaskFactory<TResult> factory,
        Task[] tasks,
        Func<Task, TResult> continuationFunction,
        TaskContinuationOptions continuationOptions) =>
        factory.ContinueWhenAny(
            tasks, continuationFunction, factory.CancellationToken, continuationOptions, TaskCall.Of(factory.Scheduler));

    /// <inheritdoc cref="
    /// TaskFactory{TResult}.ContinueWhenAny(Task[], Func{Task, TResult}, CancellationToken, TaskContinuationOptions, TaskScheduler)"/>
    public static Task<TResult> ContinueWhenAny<TResult>(
        TaskFactory<TResult> factory,
        Task[] tasks,
        Func<Task, TResult> continuationFunction,
        CancellationToken cancellationToken,
        TaskContinuationOptions continuationOptions,
        TaskScheduler scheduler) =>
        factory.ContinueWhenAny(tasks, continuationFunction, cancellationToken, continuationOptions, TaskCall.InPlaceOf(scheduler));

    /// <inheritdoc cref="
    /// TaskFactory{TResult}.ContinueWhenAny{TAntecedentResult}(Task{TAntecedentResult}[], Func{Task{TAntecedentResult}, TResult})"/>
    public static Task<TResult> ContinueWhenAny<TResult, TAntecedentResult>(
        TaskFactory<TResult> factory, Task<TAntecedentResult>[] tasks, Func<Task<TAntecedentResult>, TResult> continuationFunction) =>
        factory.ContinueWhenAny(
            tasks, continuationFunction, factory.CancellationToken, factory.ContinuationOptions, TaskCall.Of(factory.Scheduler));

    /// <inheritdoc cref="
    /// TaskFactory{TResult}.ContinueWhenAny{TAntecedentResult}(Task{TAntecedentResult}[], Func{Task{TAntecedentResult}, TResult},
    /// CancellationToken)"/>
    public static Task<TResult> ContinueWhenAny<TResult, TAntecedentResult>(
        TaskFactory<TResult> factory,
        Task<TAntecedentResult>[] tasks,
        Func<Task<TAntecedentResult>, TResult> continuationFunction,
        CancellationToken cancellationToken) =>
        factory.ContinueWhenAny(
            tasks, continuationFunction, cancellationToken, factory.ContinuationOptions, TaskCall.Of(factory.Scheduler));

    /// <inheritdoc cref="
    /// TaskFactory{TResult}.ContinueWhenAny{TAntecedentResult}(Task{TAntecedentResult}[], Func{Task{TAntecedentResult}, TResult},
    /// TaskContinuationOptions)"/>
    public static Task<TResult> ContinueWhenAny<TResult, TAntecedentResult>(
        TaskFactory<TResult> factory,
        Task<TAntecedentResult>[] tasks,
        Func<Task<TAntecedentResult>, TResult> continuationFunction,
        TaskContinuationOptions continuationOptions) =>
        factory.ContinueWhenAny(
            tasks, continuationFunction, factory.CancellationToken, continuationOptions, TaskCall.Of(factory.Scheduler));

    /// <inheritdoc cref="
    /// TaskFactory{TResult}.ContinueWhenAny{TAntecedentResult}(Task{TAntecedentResult}[], Func{Task{TAntecedentResult}, TResult},
    /// CancellationToken, TaskContinuationOptions, TaskScheduler)"/>
    public static Task<TResult> ContinueWhenAny<TResult, TAntecedentResult>(
        TaskFactory<TResult> factory,
        Task<TAntecedentResult>[] tasks,
        Func<Task<TAntecedentResult>, TResult> continuationFunction,
        CancellationToken cancellationToken,
        TaskContinuationOptions continuationOptions,
        TaskScheduler scheduler) =>
        factory.ContinueWhenAny(tasks, continuationFunction, cancellationToken, continuationOptions, TaskCall.InPlaceOf(scheduler));
#pragma warning restore CA1068
}
