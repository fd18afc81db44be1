using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Baton.Testing.Seams;

/// <summary>What <see cref="Task"/> does in code that was compiled with seams.</summary>
[SeamsOf(typeof(Task))]
[EditorBrowsable(EditorBrowsableState.Never)]
[DebuggerStepThrough]
[StackTraceHidden]
public static class TaskSeams
{
    /// <inheritdoc cref="Task.Run(Action)"/>
    public static Task Run(Action action) => Run(action, CancellationToken.None);

    /// <inheritdoc cref="Task.Run(Action, CancellationToken)"/>
    public static Task Run(Action action, CancellationToken cancellationToken) => TaskCall.Scheduler is { } scheduler
        ? Task.Factory.StartNew(action, cancellationToken, TaskCreationOptions.DenyChildAttach, scheduler)
        : Task.Run(action, cancellationToken);

    /// <inheritdoc cref="Task.Run{TResult}(Func{TResult})"/>
    public static Task<TResult> Run<TResult>(Func<TResult> function) => Run(function, CancellationToken.None);

    /// <inheritdoc cref="Task.Run{TResult}(Func{TResult}, CancellationToken)"/>
    public static Task<TResult> Run<TResult>(Func<TResult> function, CancellationToken cancellationToken) =>
        TaskCall.Scheduler is { } scheduler
        ? Task.Factory.StartNew(function, cancellationToken, TaskCreationOptions.DenyChildAttach, scheduler)
        : Task.Run(function, cancellationToken);

    /// <inheritdoc cref="Task.Run(Func{Task})"/>
    public static Task Run(Func<Task?> function) => Run(function, CancellationToken.None);

    /// <inheritdoc cref="Task.Run(Func{Task}, CancellationToken)"/>
    public static Task Run(Func<Task?> function, CancellationToken cancellationToken) => TaskCall.Scheduler is { } scheduler
        ? Task.Factory.StartNew<Task>(function!, cancellationToken, TaskCreationOptions.DenyChildAttach, scheduler).Unwrap()
        : Task.Run(function, cancellationToken);

    /// <inheritdoc cref="Task.Run{TResult}(Func{Task{TResult}})"/>
    public static Task<TResult> Run<TResult>(Func<Task<TResult>?> function) => Run(function, CancellationToken.None);

    /// <inheritdoc cref="Task.Run{TResult}(Func{Task{TResult}}, CancellationToken)"/>
    public static Task<TResult> Run<TResult>(Func<Task<TResult>?> function, CancellationToken cancellationToken) =>
        TaskCall.Scheduler is { } scheduler
        ? Task.Factory.StartNew<Task<TResult>>(function!, cancellationToken, TaskCreationOptions.DenyChildAttach, scheduler).Unwrap()
        : Task.Run(function, cancellationToken);

    /// <inheritdoc cref="Task.Delay(int)"/>
    public static Task Delay(int millisecondsDelay) => Delay(millisecondsDelay, CancellationToken.None);

    /// <inheritdoc cref="Task.Delay(int, CancellationToken)"/>
    public static Task Delay(int millisecondsDelay, CancellationToken cancellationToken) =>
        SeamCall.Clock is { } clock && millisecondsDelay >= -1
        ? Task.Delay(TimeSpan.FromMilliseconds(millisecondsDelay), clock, cancellationToken)
        : Task.Delay(millisecondsDelay, cancellationToken);

    /// <inheritdoc cref="Task.Delay(TimeSpan)"/>
    public static Task Delay(TimeSpan delay) => Delay(delay, CancellationToken.None);

    /// <inheritdoc cref="Task.Delay(TimeSpan, CancellationToken)"/>
    public static Task Delay(TimeSpan delay, CancellationToken cancellationToken) =>
        Task.Delay(delay, SeamCall.Clock ?? TimeProvider.System, cancellationToken);

    /// <inheritdoc cref="Task.Delay(TimeSpan, TimeProvider)"/>
    public static Task Delay(TimeSpan delay, TimeProvider timeProvider) => Task.Delay(delay, SeamCall.InPlaceOf(timeProvider));

    /// <inheritdoc cref="Task.Delay(TimeSpan, TimeProvider, CancellationToken)"/>
    public static Task Delay(TimeSpan delay, TimeProvider timeProvider, CancellationToken cancellationToken) =>
        Task.Delay(delay, SeamCall.InPlaceOf(timeProvider), cancellationToken);

    /// <inheritdoc cref="Task.ConfigureAwait(bool)"/>
    public static ConfiguredTaskAwaitable ConfigureAwait(Task task, bool continueOnCapturedContext) =>
        task.ConfigureAwait(continueOnCapturedContext || Seam.IsOn);

    /// <inheritdoc cref="Task.ConfigureAwait(ConfigureAwaitOptions)"/>
    public static ConfiguredTaskAwaitable ConfigureAwait(Task task, ConfigureAwaitOptions options) =>
        task.ConfigureAwait(Seam.IsOn ? options | ConfigureAwaitOptions.ContinueOnCapturedContext : options);

    /// <inheritdoc cref="Task.Wait()"/>
    public static void Wait(Task task)
    {
        TaskCall.Await(task, Timeout.Infinite, CancellationToken.None);
        task.Wait();
    }

    /// <inheritdoc cref="Task.Wait(CancellationToken)"/>
    public static void Wait(Task task, CancellationToken cancellationToken)
    {
        TaskCall.Await(task, Timeout.Infinite, cancellationToken);
        task.Wait(cancellationToken);
    }

    /// <inheritdoc cref="Task.Wait(int)"/>
    public static bool Wait(Task task, int millisecondsTimeout) => Wait(task, millisecondsTimeout, CancellationToken.None);

    /// <inheritdoc cref="Task.Wait(TimeSpan)"/>
    public static bool Wait(Task task, TimeSpan timeout) => Wait(task, WaitLimit.Of(timeout), CancellationToken.None);

    /// <inheritdoc cref="Task.Wait(int, CancellationToken)"/>
    public static bool Wait(Task task, int millisecondsTimeout, CancellationToken cancellationToken) =>
        task.Wait(TaskCall.Await(task, millisecondsTimeout, cancellationToken) ? 0 : millisecondsTimeout, cancellationToken);

    /// <inheritdoc cref="Task.Wait(TimeSpan, CancellationToken)"/>
    public static bool Wait(Task task, TimeSpan timeout, CancellationToken cancellationToken) =>
        Wait(task, WaitLimit.Of(timeout), cancellationToken);

    /// <inheritdoc cref="Task.WaitAll(Task[])"/>
    public static void WaitAll(params Task[] tasks) => WaitAll(tasks, CancellationToken.None);

    /// <inheritdoc cref="Task.WaitAll(ReadOnlySpan{Task})"/>
    public static void WaitAll(params ReadOnlySpan<Task> tasks)
    {
        TaskCall.AwaitAll(Seam.IsOn ? tasks.ToArray() : null, Timeout.Infinite, CancellationToken.None);
        Task.WaitAll(tasks);
    }

    /// <inheritdoc cref="Task.WaitAll(Task[], CancellationToken)"/>
    public static void WaitAll(Task[] tasks, CancellationToken cancellationToken) =>
        WaitAll(tasks, Timeout.Infinite, cancellationToken);

    /// <inheritdoc cref="Task.WaitAll(IEnumerable{Task}, CancellationToken)"/>
    public static void WaitAll(IEnumerable<Task> tasks, CancellationToken cancellationToken)
    {
        Task[]? all = Seam.IsOn && tasks is not null ? [.. tasks] : null;
        TaskCall.AwaitAll(all, Timeout.Infinite, cancellationToken);
        Task.WaitAll(all ?? tasks!, cancellationToken);
    }

    /// <inheritdoc cref="Task.WaitAll(Task[], TimeSpan)"/>
    public static bool WaitAll(Task[] tasks, TimeSpan timeout) => WaitAll(tasks, WaitLimit.Of(timeout), CancellationToken.None);

    /// <inheritdoc cref="Task.WaitAll(Task[], int)"/>
    public static bool WaitAll(Task[] tasks, int millisecondsTimeout) => WaitAll(tasks, millisecondsTimeout, CancellationToken.None);

    /// <inheritdoc cref="Task.WaitAll(Task[], int, CancellationToken)"/>
    public static bool WaitAll(Task[] tasks, int millisecondsTimeout, CancellationToken cancellationToken) =>
        Task.WaitAll(tasks, TaskCall.AwaitAll(tasks, millisecondsTimeout, cancellationToken), cancellationToken);

    /// <inheritdoc cref="Task.WaitAny(Task[])"/>
    public static int WaitAny(params Task[] tasks) => WaitAny(tasks, Timeout.Infinite, CancellationToken.None);

    /// <inheritdoc cref="Task.WaitAny(Task[], CancellationToken)"/>
    public static int WaitAny(Task[] tasks, CancellationToken cancellationToken) => WaitAny(tasks, Timeout.Infinite, cancellationToken);

    /// <inheritdoc cref="Task.WaitAny(Task[], TimeSpan)"/>
    public static int WaitAny(Task[] tasks, TimeSpan timeout) => WaitAny(tasks, WaitLimit.Of(timeout), CancellationToken.None);

    /// <inheritdoc cref="Task.WaitAny(Task[], int)"/>
    public static int WaitAny(Task[] tasks, int millisecondsTimeout) => WaitAny(tasks, millisecondsTimeout, CancellationToken.None);

    /// <inheritdoc cref="Task.WaitAny(Task[], int, CancellationToken)"/>
    public static int WaitAny(Task[] tasks, int millisecondsTimeout, CancellationToken cancellationToken) =>
        Task.WaitAny(tasks, TaskCall.AwaitAny(tasks, millisecondsTimeout, cancellationToken), cancellationToken);

    /// <inheritdoc cref="Task.WhenAll(Task[])"/>
    public static Task WhenAll(params Task[] tasks) =>
        Seam.IsOn && tasks is not null ? TaskCall.NoteGroup(Task.WhenAll(tasks), [.. tasks]) : Task.WhenAll(tasks!);

    /// <inheritdoc cref="Task.WhenAll(ReadOnlySpan{Task})"/>
    public static Task WhenAll(params ReadOnlySpan<Task> tasks) =>
        Seam.IsOn ? TaskCall.NoteGroup(Task.WhenAll(tasks), tasks.ToArray()) : Task.WhenAll(tasks);

    /// <inheritdoc cref="Task.WhenAll(IEnumerable{Task})"/>
    public static Task WhenAll(IEnumerable<Task> tasks) => Seam.IsOn && tasks is not null ? WhenAll([.. tasks]) : Task.WhenAll(tasks!);

    /// <inheritdoc cref="Task.WaitAsync(TimeSpan)"/>
    public static Task WaitAsync(Task task, TimeSpan timeout) => task.WaitAsync(timeout, SeamCall.Clock ?? TimeProvider.System);

    /// <inheritdoc cref="Task.WaitAsync(TimeSpan, CancellationToken)"/>
    public static Task WaitAsync(Task task, TimeSpan timeout, CancellationToken cancellationToken) =>
        task.WaitAsync(timeout, SeamCall.Clock ?? TimeProvider.System, cancellationToken);

    /// <inheritdoc cref="Task.WaitAsync(TimeSpan, TimeProvider)"/>
    public static Task WaitAsync(Task task, TimeSpan timeout, TimeProvider timeProvider) =>
        task.WaitAsync(timeout, SeamCall.InPlaceOf(timeProvider));

    /// <inheritdoc cref="Task.WaitAsync(TimeSpan, TimeProvider, CancellationToken)"/>
    public static Task WaitAsync(Task task, TimeSpan timeout, TimeProvider timeProvider, CancellationToken cancellationToken) =>
        task.WaitAsync(timeout, SeamCall.InPlaceOf(timeProvider), cancellationToken);

    /// <inheritdoc cref="Task.ContinueWith(Action{Task})"/>
    public static Task ContinueWith(Task task, Action<Task> continuationAction) =>
        task.ContinueWith(continuationAction, TaskCall.CurrentScheduler);

    /// <inheritdoc cref="Task.ContinueWith(Action{Task}, CancellationToken)"/>
    public static Task ContinueWith(Task task, Action<Task> continuationAction, CancellationToken cancellationToken) =>
        task.ContinueWith(continuationAction, cancellationToken, TaskContinuationOptions.None, TaskCall.CurrentScheduler);

    /// <inheritdoc cref="Task.ContinueWith(Action{Task}, TaskContinuationOptions)"/>
    public static Task ContinueWith(
        Task task, Action<Task> continuationAction, TaskContinuationOptions continuationOptions) =>
        task.ContinueWith(continuationAction, CancellationToken.None, continuationOptions, TaskCall.CurrentScheduler);

    /// <inheritdoc cref="Task.ContinueWith{TResult}(Func{Task, TResult})"/>
    public static Task<TResult> ContinueWith<TResult>(Task task, Func<Task, TResult> continuationFunction) =>
        task.ContinueWith(continuationFunction, TaskCall.CurrentScheduler);

    /// <inheritdoc cref="Task.ContinueWith{TResult}(Func{Task, TResult}, CancellationToken)"/>
    public static Task<TResult> ContinueWith<TResult>(
        Task task, Func<Task, TResult> continuationFunction, CancellationToken cancellationToken) =>
        task.ContinueWith(continuationFunction, cancellationToken, TaskContinuationOptions.None, TaskCall.CurrentScheduler);

    /// <inheritdoc cref="Task.ContinueWith{TResult}(Func{Task, TResult}, TaskContinuationOptions)"/>
    public static Task<TResult> ContinueWith<TResult>(
        Task task, Func<Task, TResult> continuationFunction, TaskContinuationOptions continuationOptions) =>
        task.ContinueWith(continuationFunction, CancellationToken.None, continuationOptions, TaskCall.CurrentScheduler);

#pragma warning disable CA1068 // The parameters are in the order of the original.
    /// <inheritdoc cref="Task.ContinueWith(Action{Task}, TaskScheduler)"/>
    public static Task ContinueWith(Task task, Action<Task> continuationAction, TaskScheduler scheduler) =>
        task.ContinueWith(continuationAction, CancellationToken.None, TaskContinuationOptions.None, TaskCall.InPlaceOf(scheduler));

    /// <inheritdoc cref="Task.ContinueWith(Action{Task}, CancellationToken, TaskContinuationOptions, TaskScheduler)"/>
    public static Task ContinueWith(
        Task task,
        Action<Task> continuationAction,
        CancellationToken cancellationToken,
        TaskContinuationOptions continuationOptions,
        TaskScheduler scheduler) =>
        task.ContinueWith(continuationAction, cancellationToken, continuationOptions, TaskCall.InPlaceOf(scheduler));

    /// <inheritdoc cref="Task.ContinueWith(Action{Task, object}, object)"/>
    public static Task ContinueWith(Task task, Action<Task, object?> continuationAction, object? state) =>
        task.ContinueWith(continuationAction, state, CancellationToken.None, TaskContinuationOptions.None, TaskCall.CurrentScheduler);

    /// <inheritdoc cref="Task.ContinueWith(Action{Task, object}, object, CancellationToken)"/>
    public static Task ContinueWith(
        Task task, Action<Task, object?> continuationAction, object? state, CancellationToken cancellationToken) =>
        task.ContinueWith(continuationAction, state, cancellationToken, TaskContinuationOptions.None, TaskCall.CurrentScheduler);

    /// <inheritdoc cref="Task.ContinueWith(Action{Task, object}, object, TaskScheduler)"/>
    public static Task ContinueWith(Task task, Action<Task, object?> continuationAction, object? state, TaskScheduler scheduler) =>
        task.ContinueWith(continuationAction, state, CancellationToken.None, TaskContinuationOptions.None, TaskCall.InPlaceOf(scheduler));

    /// <inheritdoc cref="Task.ContinueWith(Action{Task, object}, object, TaskContinuationOptions)"/>
    public static Task ContinueWith(
        Task task, Action<Task, object?> continuationAction, object? state, TaskContinuationOptions continuationOptions) =>
        task.ContinueWith(continuationAction, state, CancellationToken.None, continuationOptions, TaskCall.CurrentScheduler);

    /// <inheritdoc cref="Task.ContinueWith(Action{Task, object}, object, CancellationToken, TaskContinuationOptions, TaskScheduler)"/>
    public static Task ContinueWith(
        Task task,
        Action<Task, object?> continuationAction,
        object? state,
        CancellationToken cancellationToken,
        TaskContinuationOptions continuationOptions,
        TaskScheduler scheduler) =>
        task.ContinueWith(continuationAction, state, cancellationToken, continuationOptions, TaskCall.InPlaceOf(scheduler));

    /// <inheritdoc cref="Task.ContinueWith{TResult}(Func{Task, TResult}, TaskScheduler)"/>
    public static Task<TResult> ContinueWith<TResult>(Task task, Func<Task, TResult> continuationFunction, TaskScheduler scheduler) =>
        task.ContinueWith(continuationFunction, CancellationToken.None, TaskContinuationOptions.None, TaskCall.InPlaceOf(scheduler));

    /// <inheritdoc cref="Task.ContinueWith{TResult}(Func{Task, TResult}, CancellationToken, TaskContinuationOptions, TaskScheduler)"/>
    public static Task<TResult> ContinueWith<TResult>(
        Task task,
        Func<Task, TResult> continuationFunction,
        CancellationToken cancellationToken,
        TaskContinuationOptions continuationOptions,
        TaskScheduler scheduler) =>
        task.ContinueWith(continuationFunction, cancellationToken, continuationOptions, TaskCall.InPlaceOf(scheduler));

    /// <inheritdoc cref="Task.ContinueWith{TResult}(Func{Task, object, TResult}, object)"/>
    public static Task<TResult> ContinueWith<TResult>(Task task, Func<Task, object?, TResult> continuationFunction, object? state) =>
        task.ContinueWith(continuationFunction, state, CancellationToken.None, TaskContinuationOptions.None, TaskCall.CurrentScheduler);

    /// <inheritdoc cref="Task.ContinueWith{TResult}(Func{Task, object, TResult}, object, CancellationToken)"/>
    public static Task<TResult> ContinueWith<TResult>(
        Task task, Func<Task, object?, TResult> continuationFunction, object? state, CancellationToken cancellationToken) =>
        task.ContinueWith(continuationFunction, state, cancellationToken, TaskContinuationOptions.None, TaskCall.CurrentScheduler);

    /// <inheritdoc cref="Task.ContinueWith{TResult}(Func{Task, object, TResult}, object, TaskScheduler)"/>
    public static Task<TResult> ContinueWith<TResult>(
        Task task, Func<Task, object?, TResult> continuationFunction, object? state, TaskScheduler scheduler) =>
        task.ContinueWith(continuationFunction, state, CancellationToken.None, TaskContinuationOptions.None, TaskCall.InPlaceOf(scheduler));

    /// <inheritdoc cref="Task.ContinueWith{TResult}(Func{Task, object, TResult}, object, TaskContinuationOptions)"/>
    public static Task<TResult> ContinueWith<TResult>(
        Task task, Func<Task, object?, TResult> continuationFunction, object? state, TaskContinuationOptions continuationOptions) =>
        task.ContinueWith(continuationFunction, state, CancellationToken.None, continuationOptions, TaskCall.CurrentScheduler);

    /// <inheritdoc cref="
    /// Task.ContinueWith{TResult}(Func{Task, object, TResult}, object, CancellationToken, TaskContinuationOptions, TaskScheduler)"/>
    public static Task<TResult> ContinueWith<TResult>(
        Task task,
        Func<Task, object?, TResult> continuationFunction,
        object? state,
        CancellationToken cancellationToken,
        TaskContinuationOptions continuationOptions,
        TaskScheduler scheduler) =>
        task.ContinueWith(continuationFunction, state, cancellationToken, continuationOptions, TaskCall.InPlaceOf(scheduler));
#pragma warning restore CA1068

    /// <inheritdoc cref="Task.Start()"/>
    public static void Start(Task task) => task.Start(TaskCall.CurrentScheduler);

    /// <inheritdoc cref="Task.Start(TaskScheduler)"/>
    public static void Start(Task task, TaskScheduler scheduler) => task.Start(TaskCall.InPlaceOf(scheduler));
}
