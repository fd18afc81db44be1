using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Baton.Testing.Seams;

/// <summary>What <see cref="Task{TResult}"/> does in code that was compiled with seams.</summary>
[SeamsOf(typeof(Task<>))]
[EditorBrowsable(EditorBrowsableState.Never)]
[DebuggerStepThrough]
[StackTraceHidden]
public static class TaskOfSeams
{
    /// <inheritdoc cref="Task{TResult}.ConfigureAwait(bool)"/>
    public static ConfiguredTaskAwaitable<T> ConfigureAwait<T>(Task<T> task, bool continueOnCapturedContext) =>
        task.ConfigureAwait(continueOnCapturedContext || Seam.IsOn);

    /// <inheritdoc cref="Task{TResult}.ConfigureAwait(ConfigureAwaitOptions)"/>
    public static ConfiguredTaskAwaitable<T> ConfigureAwait<T>(Task<T> task, ConfigureAwaitOptions options) =>
        task.ConfigureAwait(Seam.IsOn ? options | ConfigureAwaitOptions.ContinueOnCapturedContext : options);

    /// <inheritdoc cref="Task{TResult}.WaitAsync(TimeSpan)"/>
    public static Task<T> WaitAsync<T>(Task<T> task, TimeSpan timeout) => task.WaitAsync(timeout, SeamCall.Clock ?? TimeProvider.System);

    /// <inheritdoc cref="Task{TResult}.WaitAsync(TimeSpan, CancellationToken)"/>
    public static Task<T> WaitAsync<T>(Task<T> task, TimeSpan timeout, CancellationToken cancellationToken) =>
        task.WaitAsync(timeout, SeamCall.Clock ?? TimeProvider.System, cancellationToken);

    /// <inheritdoc cref="Task{TResult}.WaitAsync(TimeSpan, TimeProvider)"/>
    public static Task<T> WaitAsync<T>(Task<T> task, TimeSpan timeout, TimeProvider timeProvider) =>
        task.WaitAsync(timeout, SeamCall.InPlaceOf(timeProvider));

    /// <inheritdoc cref="Task{TResult}.WaitAsync(TimeSpan, TimeProvider, CancellationToken)"/>
    public static Task<T> WaitAsync<T>(
        Task<T> task, TimeSpan timeout, TimeProvider timeProvider, CancellationToken cancellationToken) =>
        task.WaitAsync(timeout, SeamCall.InPlaceOf(timeProvider), cancellationToken);

    /// <inheritdoc cref="Task{TResult}.ContinueWith(Action{Task{TResult}})"/>
    public static Task ContinueWith<T>(Task<T> task, Action<Task<T>> continuationAction) =>
        task.ContinueWith(continuationAction, TaskCall.CurrentScheduler);

    /// <inheritdoc cref="Task{TResult}.ContinueWith(Action{Task{TResult}}, CancellationToken)"/>
    public static Task ContinueWith<T>(
        Task<T> task, Action<Task<T>> continuationAction, CancellationToken cancellationToken) =>
        task.ContinueWith(continuationAction, cancellationToken, TaskContinuationOptions.None, TaskCall.CurrentScheduler);

    /// <inheritdoc cref="Task{TResult}.ContinueWith(Action{Task{TResult}}, TaskContinuationOptions)"/>
    public static Task ContinueWith<T>(
        Task<T> task, Action<Task<T>> continuationAction, TaskContinuationOptions continuationOptions) =>
        task.ContinueWith(continuationAction, CancellationToken.None, continuationOptions, TaskCall.CurrentScheduler);

    /// <inheritdoc cref="Task{TResult}.ContinueWith{TNewResult}(Func{Task{TResult}, TNewResult})"/>
    public static Task<TNew> ContinueWith<T, TNew>(Task<T> task, Func<Task<T>, TNew> continuationFunction) =>
        task.ContinueWith(continuationFunction, TaskCall.CurrentScheduler);

    /// <inheritdoc cref="Task{TResult}.ContinueWith{TNewResult}(Func{Task{TResult}, TNewResult}, CancellationToken)"/>
    public static Task<TNew> ContinueWith<T, TNew>(
        Task<T> task, Func<Task<T>, TNew> continuationFunction, CancellationToken cancellationToken) =>
        task.ContinueWith(continuationFunction, cancellationToken, TaskContinuationOptions.None, TaskCall.CurrentScheduler);

    /// <inheritdoc cref="Task{TResult}.ContinueWith{TNewResult}(Func{Task{TResult}, TNewResult}, TaskContinuationOptions)"/>
    public static Task<TNew> ContinueWith<T, TNew>(
        Task<T> task, Func<Task<T>, TNew> continuationFunction, TaskContinuationOptions continuationOptions) =>
        task.ContinueWith(continuationFunction, CancellationToken.None, continuationOptions, TaskCall.CurrentScheduler);

#pragma warning disable CA1068 // The parameters are in the order of the original.
    /// <inheritdoc cref="Task{TResult}.ContinueWith(Action{Task{TResult}}, TaskScheduler)"/>
    public static Task ContinueWith<T>(Task<T> task, Action<Task<T>> continuationAction, TaskScheduler scheduler) =>
        task.ContinueWith(continuationAction, CancellationToken.None, TaskContinuationOptions.None, TaskCall.InPlaceOf(scheduler));

    /// <inheritdoc cref="Task{TResult}.ContinueWith(Action{Task{TResult}}, CancellationToken, TaskContinuationOptions, TaskScheduler)"/>
    public static Task ContinueWith<T>(
        Task<T> task,
        Action<Task<T>> continuationAction,
        CancellationToken cancellationToken,
        TaskContinuationOptions continuationOptions,
        TaskScheduler scheduler) =>
        task.ContinueWith(continuationAction, cancellationToken, continuationOptions, TaskCall.InPlaceOf(scheduler));

    /// <inheritdoc cref="Task{TResult}.ContinueWith(Action{Task{TResult}, object}, object)"/>
    public static Task ContinueWith<T>(Task<T> task, Action<Task<T>, object?> continuationAction, object? state) =>
        task.ContinueWith(continuationAction, state, CancellationToken.None, TaskContinuationOptions.None, TaskCall.CurrentScheduler);

    /// <inheritdoc cref="Task{TResult}.ContinueWith(Action{Task{TResult}, object}, object, CancellationToken)"/>
    public static Task ContinueWith<T>(
        Task<T> task, Action<Task<T>, object?> continuationAction, object? state, CancellationToken cancellationToken) =>
        task.ContinueWith(continuationAction, state, cancellationToken, TaskContinuationOptions.None, TaskCall.CurrentScheduler);

    /// <inheritdoc cref="Task{TResult}.ContinueWith(Action{Task{TResult}, object}, object, TaskScheduler)"/>
    public static Task ContinueWith<T>(
        Task<T> task, Action<Task<T>, object?> continuationAction, object? state, TaskScheduler scheduler) =>
        task.ContinueWith(continuationAction, state, CancellationToken.None, TaskContinuationOptions.None, TaskCall.InPlaceOf(scheduler));

    /// <inheritdoc cref="Task{TResult}.ContinueWith(Action{Task{TResult}, object}, object, TaskContinuationOptions)"/>
    public static Task ContinueWith<T>(
        Task<T> task, Action<Task<T>, object?> continuationAction, object? state, TaskContinuationOptions continuationOptions) =>
        task.ContinueWith(continuationAction, state, CancellationToken.None, continuationOptions, TaskCall.CurrentScheduler);

    /// <inheritdoc cref="
    /// Task{TResult}.ContinueWith(Action{Task{TResult}, object}, object, CancellationToken, TaskContinuationOptions, TaskScheduler)"/>
    public static Task ContinueWith<T>(
        Task<T> task,
        Action<Task<T>, object?> continuationAction,
        object? state,
        CancellationToken cancellationToken,
        TaskContinuationOptions continuationOptions,
        TaskScheduler scheduler) =>
        task.ContinueWith(continuationAction, state, cancellationToken, continuationOptions, TaskCall.InPlaceOf(scheduler));

    /// <inheritdoc cref="Task{TResult}.ContinueWith{TNewResult}(Func{Task{TResult}, TNewResult}, TaskScheduler)"/>
    public static Task<TNew> ContinueWith<T, TNew>(Task<T> task, Func<Task<T>, TNew> continuationFunction, TaskScheduler scheduler) =>
        task.ContinueWith(continuationFunction, CancellationToken.None, TaskContinuationOptions.None, TaskCall.InPlaceOf(scheduler));

    /// <inheritdoc cref="
    /// Task{TResult}.ContinueWith{TNewResult}(Func{Task{TResult}, TNewResult}, CancellationToken, TaskContinuationOptions,
    /// TaskScheduler)"/>
    public static Task<TNew> ContinueWith<T, TNew>(
        Task<T> task,
        Func<Task<T>, TNew> continuationFunction,
        CancellationToken cancellationToken,
        TaskContinuationOptions continuationOptions,
        TaskScheduler scheduler) =>
        task.ContinueWith(continuationFunction, cancellationToken, continuationOptions, TaskCall.InPlaceOf(scheduler));

    /// <inheritdoc cref="Task{TResult}.ContinueWith{TNewResult}(Func{Task{TResult}, object, TNewResult}, object)"/>
    public static Task<TNew> ContinueWith<T, TNew>(Task<T> task, Func<Task<T>, object?, TNew> continuationFunction, object? state) =>
        task.ContinueWith(continuationFunction, state, CancellationToken.None, TaskContinuationOptions.None, TaskCall.CurrentScheduler);

    /// <inheritdoc cref="Task{TResult}.ContinueWith{TNewResult}(Func{Task{TResult}, object, TNewResult}, object, CancellationToken)"/>
    public static Task<TNew> ContinueWith<T, TNew>(
        Task<T> task, Func<Task<T>, object?, TNew> continuationFunction, object? state, CancellationToken cancellationToken) =>
        task.ContinueWith(continuationFunction, state, cancellationToken, TaskContinuationOptions.None, TaskCall.CurrentScheduler);

    /// <inheritdoc cref="Task{TResult}.ContinueWith{TNewResult}(Func{Task{TResult}, object, TNewResult}, object, TaskScheduler)"/>
    public static Task<TNew> ContinueWith<T, TNew>(
        Task<T> task, Func<Task<T>, object?, TNew> continuationFunction, object? state, TaskScheduler scheduler) =>
        task.ContinueWith(continuationFunction, state, CancellationToken.None, TaskContinuationOptions.None, TaskCall.InPlaceOf(scheduler));

    /// <inheritdoc cref="
    /// Task{TResult}.ContinueWith{TNewResult}(Func{Task{TResult}, object, TNewResult}, object, TaskContinuationOptions)"/>
    public static Task<TNew> ContinueWith<T, TNew>(
        Task<T> task, Func<Task<T>, object?, TNew> continuationFunction, object? state, TaskContinuationOptions continuationOptions) =>
        task.ContinueWith(continuationFunction, state, CancellationToken.None, continuationOptions, TaskCall.CurrentScheduler);

    /// <inheritdoc cref="
    /// Task{TResult}.ContinueWith{TNewResult}(Func{Task{TResult}, object, TNewResult}, object, CancellationToken,
    /// TaskContinuationOptions, TaskScheduler)"/>
    public static Task<TNew> ContinueWith<T, TNew>(
        Task<T> task,
        Func<Task<T>, object?, TNew> continuationFunction,
        object? state,
        CancellationToken cancellationToken,
        TaskContinuationOptions continuationOptions,
        TaskScheduler scheduler) =>
        task.ContinueWith(continuationFunction, state, cancellationToken, continuationOptions, TaskCall.InPlaceOf(scheduler));
#pragma warning restore CA1068
}
