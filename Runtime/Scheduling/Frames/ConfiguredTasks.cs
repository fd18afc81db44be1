using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Baton;

/// <summary>
/// The tasks behind what <c>ConfigureAwait</c> returns. Its awaiters would run their continuations on the .NET thread pool, which may be
/// starved, when the completing thread has a context. So the library waits for the task itself.
/// </summary>
/// <remarks>The fields have these names in .NET 10. Where a runtime has others, the awaiter tells of the end.</remarks>
[StackTraceHidden]
internal static class ConfiguredTasks
{
    internal static void Await(ConfiguredTaskAwaitable task)
    {
        ConfiguredTaskAwaitable.ConfiguredTaskAwaiter awaiter = task.GetAwaiter();
        bool isCompleted = awaiter.IsCompleted;
        Task end = Find(awaiter) ?? EndOf(awaiter, isCompleted);
        WaitForEnd(end, isCompleted);
        try
        {
            awaiter.GetResult();
        }
        catch when (TaskFailures.AreSeveral(end)) // what the awaiter suppresses is not thrown
        {
            TaskFailures.ThrowIfSeveral(end);
        }

        BatonHere.Frame?.Cancellation.Telling = Blame.Nobody; // the cancellation of the task was not thrown
    }

    internal static T Await<T>(ConfiguredTaskAwaitable<T> task)
    {
        ConfiguredTaskAwaitable<T>.ConfiguredTaskAwaiter awaiter = task.GetAwaiter();
        bool isCompleted = awaiter.IsCompleted;
        Task end = Find(awaiter) ?? EndOf(awaiter, isCompleted);
        WaitForEnd(end, isCompleted);
        TaskFailures.ThrowIfSeveral(end); // a task with a result suppresses nothing
        return awaiter.GetResult();
    }

    internal static void Await(ConfiguredValueTaskAwaitable task)
    {
        if (Find(task) is { } value)
        {
            value.Await();
        }
        else
        {
            ConfiguredValueTaskAwaitable.ConfiguredValueTaskAwaiter awaiter = task.GetAwaiter();
            EndOf(awaiter, awaiter.IsCompleted).Await();
            awaiter.GetResult();
        }
    }

    internal static T Await<T>(ConfiguredValueTaskAwaitable<T> task)
    {
        if (Find(task) is { } value)
        {
            return value.Await();
        }

        ConfiguredValueTaskAwaitable<T>.ConfiguredValueTaskAwaiter awaiter = task.GetAwaiter();
        EndOf(awaiter, awaiter.IsCompleted).Await();
        return awaiter.GetResult();
    }

    /// <summary>The task's end, as the awaiter tells it. For runtimes in which the task is not found.</summary>
    internal static Task EndOf<TAwaiter>(TAwaiter awaiter, bool isCompleted)
        where TAwaiter : ICriticalNotifyCompletion
    {
        if (isCompleted)
        {
            return Task.CompletedTask;
        }

        TaskCompletionSource end = new(); // only a wait of the library's hangs on it
        return CallersContext.Without(() =>
        {
            awaiter.UnsafeOnCompleted(end.SetResult);
            return end.Task;
        });
    }

    // A task that has completed, and whose awaiter denies it, is to yield.
    private static void WaitForEnd(Task task, bool isCompleted)
    {
        if (!task.IsCompleted)
        {
            AwaitExtensions.WaitForEnd(task, "a task");
        }
        else if (!isCompleted)
        {
            Coroutine.Yield();
            CanceledWait.MeetIfCanceled(task);
        }
        else
        {
            CanceledWait.MeetIfCanceled(task);
        }
    }

    private static Task? Find(ConfiguredTaskAwaitable.ConfiguredTaskAwaiter awaiter)
    {
        try
        {
            return TaskOf(ref awaiter);
        }
        catch (MissingFieldException)
        {
            return null;
        }
    }

    private static Task<T>? Find<T>(ConfiguredTaskAwaitable<T>.ConfiguredTaskAwaiter awaiter)
    {
        try
        {
            return Fields<T>.TaskOf(ref awaiter);
        }
        catch (MissingFieldException)
        {
            return null;
        }
    }

    [SuppressMessage("Reliability", "CA2012", Justification = "The caller awaits it, once.")]
    private static ValueTask? Find(ConfiguredValueTaskAwaitable task)
    {
        try
        {
            return ValueOf(ref task);
        }
        catch (MissingFieldException)
        {
            return null;
        }
    }

    [SuppressMessage("Reliability", "CA2012", Justification = "The caller awaits it, once.")]
    private static ValueTask<T>? Find<T>(ConfiguredValueTaskAwaitable<T> task)
    {
        try
        {
            return Fields<T>.ValueOf(ref task);
        }
        catch (MissingFieldException)
        {
            return null;
        }
    }

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "m_task")]
    private static extern ref Task TaskOf(ref ConfiguredTaskAwaitable.ConfiguredTaskAwaiter awaiter);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_value")]
    private static extern ref ValueTask ValueOf(ref ConfiguredValueTaskAwaitable task);

    private static class Fields<T>
    {
        [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "m_task")]
        internal static extern ref Task<T> TaskOf(ref ConfiguredTaskAwaitable<T>.ConfiguredTaskAwaiter awaiter);

        [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_value")]
        internal static extern ref ValueTask<T> ValueOf(ref ConfiguredValueTaskAwaitable<T> task);
    }
}
