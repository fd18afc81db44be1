using System.ComponentModel;
using System.Diagnostics;

namespace Baton.Testing.Seams;

/// <summary>How <see cref="TaskFactory"/> continues tasks in code that was compiled with seams.</summary>
[SeamsOf(typeof(TaskFactory))]
[EditorBrowsable(EditorBrowsableState.Never)]
[DebuggerStepThrough]
[StackTraceHidden]
public static class TaskFactoryContinuationSeams
{
#pragma warning disable CA1068 // The parameters are in the order of the original.
    /// <inheritdoc cref="TaskFactory.ContinueWhenAll(Task[], Action{Task[]})"/>
    public static Task ContinueWhenAll(TaskFactory factory, Task[] tasks, Action<Task[]> continuationAction) =>
        factory.ContinueWhenAll(
            tasks, continuationAction, factory.CancellationToken, factory.ContinuationOptions, TaskCall.Of(factory.Scheduler));

    /// <inheritdoc cref="TaskFactory.ContinueWhenAll(Task[], Action{Task[]}, CancellationToken)"/>
    public static Task ContinueWhenAll(
        TaskFactory factory, Task[] tasks, Action<Task[]> continuationAction, CancellationToken cancellationToken) =>
        factory.ContinueWhenAll(
            tasks, continuationAction, cancellationToken, factory.ContinuationOptions, TaskCall.Of(factory.Scheduler));

    /// <inheritdoc cref="TaskFactory.ContinueWhenAll(Task[], Action{Task[]}, TaskContinuationOptions)"/>
    public static Task ContinueWhenAll(
        TaskFactory factory, Task[] tasks, Action<Task[]> continuationAction, TaskContinuationOptions continuationOptions) =>
        factory.ContinueWhenAll(
            tasks, continuationAction, factory.CancellationToken, continuationOptions, TaskCall.Of(factory.Scheduler));

    /// <inheritdoc cref="
    /// TaskFactory.ContinueWhenAll(Task[], Action{Task[]}, CancellationToken, TaskContinuationOptions, TaskScheduler)"/>
    public static Task ContinueWhenAll(
        TaskFactory factory,
        Task[] tasks,
        Action<Task[]> continuationAction,
        CancellationToken cancellationToken,
        TaskContinuationOptions continuationOptions,
        TaskScheduler scheduler) =>
        factory.ContinueWhenAll(tasks, continuationAction, cancellationToken, continuationOptions, TaskCall.InPlaceOf(scheduler));

    /// <inheritdoc cref="TaskFactory.ContinueWhenAll{TResult}(Task[], Func{Task[], TResult})"/>
    public static Task<TResult> ContinueWhenAll<TResult>(TaskFactory factory, Task[] tasks, Func<Task[], TResult> continuationFunction) =>
        factory.ContinueWhenAll(
            tasks, continuationFunction, factory.CancellationToken, factory.ContinuationOptions, TaskCall.Of(factory.Scheduler));

    /// <inheritdoc cref="TaskFactory.ContinueWhenAll{TResult}(Task[], Func{Task[], TResult}, CancellationToken)"/>
    public static Task<TResult> ContinueWhenAll<TResult>(
        TaskFactory factory, Task[] tasks, Func<Task[], TResult> continuationFunction, CancellationToken cancellationToken) =>
        factory.ContinueWhenAll(
            tasks, continuationFunction, cancellationToken, factory.ContinuationOptions, TaskCall.Of(factory.Scheduler));

    /// <inheritdoc cref="TaskFactory.ContinueWhenAll{TResult}(Task[], Func{Task[], TResult}, TaskContinuationOptions)"/>
    public static Task<TResult> ContinueWhenAll<TResult>(
        TaskFactory factory, Task[] tasks, Func<Task[], TResult> continuationFunction, TaskContinuationOptions continuationOptions) =>
        factory.ContinueWhenAll(
            tasks, continuationFunction, factory.CancellationToken, continuationOptions, TaskCall.Of(factory.Scheduler));

    /// <inheritdoc cref="
    /// TaskFactory.ContinueWhenAll{TResult}(Task[], Func{Task[], TResult}, CancellationToken, TaskContinuationOptions,
    /// TaskScheduler)"/>
    public static Task<TResult> ContinueWhenAll<TResult>(
        TaskFactory factory,
        Task[] tasks,
        Func<Task[], TResult> continuationFunction,
        CancellationToken cancellationToken,
        TaskContinuationOptions continuationOptions,
        TaskScheduler scheduler) =>
        factory.ContinueWhenAll(tasks, continuationFunction, cancellationToken, continuationOptions, TaskCall.InPlaceOf(scheduler));

    /// <inheritdoc cref="TaskFactory.ContinueWhenAll{TAntecedentResult}(Task{TAntecedentResult}[], Action{Task{TAntecedentResult}[]})"/>
    public static Task ContinueWhenAll<TAntecedentResult>(
        TaskFactory factory, Task<TAntecedentResult>[] tasks, Action<Task<TAntecedentResult>[]> continuationAction) =>
        factory.ContinueWhenAll(
            tasks, continuationAction, factory.CancellationToken, factory.ContinuationOptions, TaskCall.Of(factory.Scheduler));

    /// <inheritdoc cref="
    /// TaskFactory.ContinueWhenAll{TAntecedentResult}(Task{TAntecedentResult}[], Action{Task{TAntecedentResult}[]},
    /// CancellationToken)"/>
    public static Task ContinueWhenAll<TAntecedentResult>(
        TaskFactory factory,
        Task<TAntecedentResult>[] tasks,
        Action<Task<TAntecedentResult>[]> continuationAction,
        CancellationToken cancellationToken) =>
        factory.ContinueWhenAll(
            tasks, continuationAction, cancellationToken, factory.ContinuationOptions, TaskCall.Of(factory.Scheduler));

    /// <inheritdoc cref="
    /// TaskFactory.ContinueWhenAll{TAntecedentResult}(Task{TAntecedentResult}[], Action{Task{TAntecedentResult}[]},
    /// TaskContinuationOptions)"/>
    public static Task ContinueWhenAll<TAntecedentResult>(
        TaskFactory factory,
        Task<TAntecedentResult>[] tasks,
        Action<Task<TAntecedentResult>[]> continuationAction,
        TaskContinuationOptions continuationOptions) =>
        factory.ContinueWhenAll(
            tasks, continuationAction, factory.CancellationToken, continuationOptions, TaskCall.Of(factory.Scheduler));

    /// <inheritdoc cref="
    /// TaskFactory.ContinueWhenAll{TAntecedentResult}(Task{TAntecedentResult}[], Action{Task{TAntecedentResult}[]}, CancellationToken,
    /// TaskContinuationOptions, TaskScheduler)"/>
    public static Task ContinueWhenAll<TAntecedentResult>(
        TaskFactory factory,
        Task<TAntecedentResult>[] tasks,
        Action<Task<TAntecedentResult>[]> continuationAction,
        CancellationToken cancellationToken,
        TaskContinuationOptions continuationOptions,
        TaskScheduler scheduler) =>
        factory.ContinueWhenAll(tasks, continuationAction, cancellationToken, continuationOptions, TaskCall.InPlaceOf(scheduler));

    /// <inheritdoc cref="
    /// TaskFactory.ContinueWhenAll{TAntecedentResult, TResult}(Task{TAntecedentResult}[], Func{Task{TAntecedentResult}[], TResult})"/>
    public static Task<TResult> ContinueWhenAll<TAntecedentResult, TResult>(
        TaskFactory factory, Task<TAntecedentResult>[] tasks, Func<Task<TAntecedentResult>[], TResult> continuationFunction) =>
        factory.ContinueWhenAll(
            tasks, continuationFunction, factory.CancellationToken, factory.ContinuationOptions, TaskCall.Of(factory.Scheduler));

    /// <inheritdoc cref="
    /// TaskFactory.ContinueWhenAll{TAntecedentResult, TResult}(Task{TAntecedentResult}[], Func{Task{TAntecedentResult}[], TResult},
    /// CancellationToken)"/>
    public static Task<TResult> ContinueWhenAll<TAntecedentResult, TResult>(
        TaskFactory factory,
        Task<TAntecedentResult>[] tasks,
        Func<Task<TAntecedentResult>[], TResult> continuationFunction,
        CancellationToken cancellationToken) =>
        factory.ContinueWhenAll(
            tasks, continuationFunction, cancellationToken, factory.ContinuationOptions, TaskCall.Of(factory.Scheduler));

    /// <inheritdoc cref="
    /// TaskFactory.ContinueWhenAll{TAntecedentResult, TResult}(Task{TAntecedentResult}[], Func{Task{TAntecedentResult}[], TResult},
    /// TaskContinuationOptions)"/>
    public static Task<TResult> ContinueWhenAll<TAntecedentResult, TResult>(
        TaskFactory factory,
        Task<TAntecedentResult>[] tasks,
        Func<Task<TAntecedentResult>[], TResult> continuationFunction,
        TaskContinuationOptions continuationOptions) =>
        factory.ContinueWhenAll(
            tasks, continuationFunction, factory.CancellationToken, continuationOptions, TaskCall.Of(factory.Scheduler));

    /// <inheritdoc cref="
    /// TaskFactory.ContinueWhenAll{TAntecedentResult, TResult}(Task{TAntecedentResult}[], Func{Task{TAntecedentResult}[], TResult},
    /// CancellationToken, TaskContinuationOptions, TaskScheduler)"/>
    public static Task<TResult> ContinueWhenAll<TAntecedentResult, TResult>(
        TaskFactory factory,
        Task<TAntecedentResult>[] tasks,
        Func<Task<TAntecedentResult>[], TResult> continuationFunction,
        CancellationToken cancellationToken,
        TaskContinuationOptions continuationOptions,
        TaskScheduler scheduler) =>
        factory.ContinueWhenAll(tasks, continuationFunction, cancellationToken, continuationOptions, TaskCall.InPlaceOf(scheduler));

    /// <inheritdoc cref="TaskFactory.ContinueWhenAny(Task[], Action{Task})"/>
    public static Task ContinueWhenAny(TaskFactory factory, Task[] tasks, Action<Task> continuationAction) =>
        factory.ContinueWhenAny(
            tasks, continuationAction, factory.CancellationToken, factory.ContinuationOptions, TaskCall.Of(factory.Scheduler));

    /// <inheritdoc cref="TaskFactory.ContinueWhenAny(Task[], Action{Task}, CancellationToken)"/>
    public static Task ContinueWhenAny(
        TaskFactory factory, Task[] tasks, Action<Task> continuationAction, CancellationToken cancellationToken) =>
        factory.ContinueWhenAny(
            tasks, continuationAction, cancellationToken, factory.ContinuationOptions, TaskCall.Of(factory.Scheduler));

    /// <inheritdoc cref="TaskFactory.ContinueWhenAny(Task[], Action{Task}, TaskContinuationOptions)"/>
    public static Task ContinueWhenAny(
        TaskFactory factory, Task[] tasks, Action<Task> continuationAction, TaskContinuationOptions continuationOptions) =>
        factory.ContinueWhenAny(
            tasks, continuationAction, factory.CancellationToken, continuationOptions, TaskCall.Of(factory.Scheduler));

    /// <inheritdoc cref="TaskFactory.ContinueWhenAny(Task[], Action{Task}, CancellationToken, TaskContinuationOptions, TaskScheduler)"/>
    public static Task ContinueWhenAny(
        TaskFactory factory,
        Task[] tasks,
        Action<Task> continuationAction,
        CancellationToken cancellationToken,
        TaskContinuationOptions continuationOptions,
        TaskScheduler scheduler) =>
        factory.ContinueWhenAny(tasks, continuationAction, cancellationToken, continuationOptions, TaskCall.InPlaceOf(scheduler));

    /// <inheritdoc cref="TaskFactory.ContinueWhenAny{TResult}(Task[], Func{Task, TResult})"/>
    public static Task<TResult> ContinueWhenAny<TResult>(TaskFactory factory, Task[] tasks, Func<Task, TResult> continuationFunction) =>
        factory.ContinueWhenAny(
            tasks, continuationFunction, factory.CancellationToken, factory.ContinuationOptions, TaskCall.Of(factory.Scheduler));

    /// <inheritdoc cref="TaskFactory.ContinueWhenAny{TResult}(Task[], Func{Task, TResult}, CancellationToken)"/>
    public static Task<TResult> ContinueWhenAny<TResult>(
        TaskFactory factory, Task[] tasks, Func<Task, TResult> continuationFunction, CancellationToken cancellationToken) =>
        factory.ContinueWhenAny(
            tasks, continuationFunction, cancellationToken, factory.ContinuationOptions, TaskCall.Of(factory.Scheduler));

    /// <inheritdoc cref="TaskFactory.ContinueWhenAny{TResult}(Task[], Func{Task, TResult}, TaskContinuationOptions)"/>
    public static Task<TResult> ContinueWhenAny<TResult>(
        TaskFactory factory, Task[] tasks, Func<Task, TResult> continuationFunction, TaskContinuationOptions continuationOptions) =>
        factory.ContinueWhenAny(
            tasks, continuationFunction, factory.CancellationToken, continuationOptions, TaskCall.Of(factory.Scheduler));

    /// <inheritdoc cref="
    /// TaskFactory.ContinueWhenAny{TResult}(Task[], Func{Task, TResult}, CancellationToken, TaskContinuationOptions, TaskScheduler)"/>
    public static Task<TResult> ContinueWhenAny<TResult>(
        TaskFactory factory,
        Task[] tasks,
        Func<Task, TResult> continuationFunction,
        CancellationToken cancellationToken,
        TaskContinuationOptions continuationOptions,
        TaskScheduler scheduler) =>
        factory.ContinueWhenAny(tasks, continuationFunction, cancellationToken, continuationOptions, TaskCall.InPlaceOf(scheduler));

    /// <inheritdoc cref="TaskFactory.ContinueWhenAny{TAntecedentResult}(Task{TAntecedentResult}[], Action{Task{TAntecedentResult}})"/>
    public static Task ContinueWhenAny<TAntecedentResult>(
        TaskFactory factory, Task<TAntecedentResult>[] tasks, Action<Task<TAntecedentResult>> continuationAction) =>
        factory.ContinueWhenAny(
            tasks, continuationAction, factory.CancellationToken, factory.ContinuationOptions, TaskCall.Of(factory.Scheduler));

    /// <inheritdoc cref="
    /// TaskFactory.ContinueWhenAny{TAntecedentResult}(Task{TAntecedentResult}[], Action{Task{TAntecedentResult}}, CancellationToken)"/>
    public static Task ContinueWhenAny<TAntecedentResult>(
        TaskFactory factory,
        Task<TAntecedentResult>[] tasks,
        Action<Task<TAntecedentResult>> continuationAction,
        CancellationToken cancellationToken) =>
        factory.ContinueWhenAny(
            tasks, continuationAction, cancellationToken, factory.ContinuationOptions, TaskCall.Of(factory.Scheduler));

    /// <inheritdoc cref="
    /// TaskFactory.ContinueWhenAny{TAntecedentResult}(Task{TAntecedentResult}[], Action{Task{TAntecedentResult}},
    /// TaskContinuationOptions)"/>
    public static Task ContinueWhenAny<TAntecedentResult>(
        TaskFactory factory,
        Task<TAntecedentResult>[] tasks,
        Action<Task<TAntecedentResult>> continuationAction,
        TaskContinuationOptions continuationOptions) =>
        factory.ContinueWhenAny(
            tasks, continuationAction, factory.CancellationToken, continuationOptions, TaskCall.Of(factory.Scheduler));

    /// <inheritdoc cref="
    /// TaskFactory.ContinueWhenAny{TAntecedentResult}(Task{TAntecedentResult}[], Action{Task{TAntecedentResult}}, CancellationToken,
    /// TaskContinuationOptions, TaskScheduler)"/>
    public static Task ContinueWhenAny<TAntecedentResult>(
        TaskFactory factory,
        Task<TAntecedentResult>[] tasks,
        Action<Task<TAntecedentResult>> continuationAction,
        CancellationToken cancellationToken,
        TaskContinuationOptions continuationOptions,
        TaskScheduler scheduler) =>
        factory.ContinueWhenAny(tasks, continuationAction, cancellationToken, continuationOptions, TaskCall.InPlaceOf(scheduler));

    /// <inheritdoc cref="
    /// TaskFactory.ContinueWhenAny{TAntecedentResult, TResult}(Task{TAntecedentResult}[], Func{Task{TAntecedentResult}, TResult})"/>
    public static Task<TResult> ContinueWhenAny<TAntecedentResult, TResult>(
        TaskFactory factory, Task<TAntecedentResult>[] tasks, Func<Task<TAntecedentResult>, TResult> continuationFunction) =>
        factory.ContinueWhenAny(
            tasks, continuationFunction, factory.CancellationToken, factory.ContinuationOptions, TaskCall.Of(factory.Scheduler));

    /// <inheritdoc cref="
    /// TaskFactory.ContinueWhenAny{TAntecedentResult, TResult}(Task{TAntecedentResult}[], Func{Task{TAntecedentResult}, TResult},
    /// CancellationToken)"/>
    public static Task<TResult> ContinueWhenAny<TAntecedentResult, TResult>(
        TaskFactory factory,
        Task<TAntecedentResult>[] tasks,
        Func<Task<TAntecedentResult>, TResult> continuationFunction,
        CancellationToken cancellationToken) =>
        factory.ContinueWhenAny(
            tasks, continuationFunction, cancellationToken, factory.ContinuationOptions, TaskCall.Of(factory.Scheduler));

    /// <inheritdoc cref="
    /// TaskFactory.ContinueWhenAny{TAntecedentResult, TResult}(Task{TAntecedentResult}[], Func{Task{TAntecedentResult}, TResult},
    /// TaskContinuationOptions)"/>
    public static Task<TResult> ContinueWhenAny<TAntecedentResult, TResult>(
        TaskFactory factory,
        Task<TAntecedentResult>[] tasks,
        Func<Task<TAntecedentResult>, TResult> continuationFunction,
        TaskContinuationOptions continuationOptions) =>
        factory.ContinueWhenAny(
            tasks, continuationFunction, factory.CancellationToken, continuationOptions, TaskCall.Of(factory.Scheduler));

    /// <inheritdoc cref="
    /// TaskFactory.ContinueWhenAny{TAntecedentResult, TResult}(Task{TAntecedentResult}[], Func{Task{TAntecedentResult}, TResult},
    /// CancellationToken, TaskContinuationOptions, TaskScheduler)"/>
    public static Task<TResult> ContinueWhenAny<TAntecedentResult, TResult>(
        TaskFactory factory,
        Task<TAntecedentResult>[] tasks,
        Func<Task<TAntecedentResult>, TResult> continuationFunction,
        CancellationToken cancellationToken,
        TaskContinuationOptions continuationOptions,
        TaskScheduler scheduler) =>
        factory.ContinueWhenAny(tasks, continuationFunction, cancellationToken, continuationOptions, TaskCall.InPlaceOf(scheduler));
#pragma warning restore CA1068
}
