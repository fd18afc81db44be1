using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Baton;

/// <summary>
/// Functions that return tasks or value tasks, as <c>async</c> lambdas do. Such a function ends when its task ends. Otherwise the rest of
/// its code would outlive the frame, the scope and the run, and a failure there would be lost.
/// </summary>
[StackTraceHidden]
internal static class TaskResult
{
    internal const string Alternative = "Or give one that returns a task, which is waited for.";

    /// <summary>Refuses null, and an <c>async</c> function, unless it returns a task, by the type that it declares.</summary>
    internal static void Require<T>([NotNull] Delegate? function, [CallerArgumentExpression(nameof(function))] string parameter = "")
    {
        ArgumentNullException.ThrowIfNull(function, parameter);
        if (typeof(T) != typeof(Nothing) && !IsTask<T>()) // Nothing: an action, which was looked at
        {
            SynchronousFunction.Require(function, Alternative, parameter);
        }
    }

    /// <summary>
    /// The function's own thread: calls the function, and waits for the task if it returned one. The thread blocks meanwhile if it is
    /// outside every scheduler. So code behind an <c>await</c> must not want to go on there: it is begun without the thread's context.
    /// </summary>
    internal static T Call<T>(Func<T> function) => IsTask<T>() && !CallersContext.IsClear
        ? Await(CallersContext.Without(function))
        : Await(function());

    /// <summary>
    /// The function's own thread: waits for the task, if the function returned one, and throws the task's failure. The type that the
    /// function declares decides: an object that happens to be a task is a result like any other.
    /// </summary>
    internal static T Await<T>(T result)
    {
        if (typeof(T).IsValueType)
        {
            return ValueTaskResult<T>.Instance is { } kind ? kind.Await(result) : result;
        }

        if (result is Task task && typeof(Task).IsAssignableFrom(typeof(T)))
        {
            task.Await();
        }

        return result;
    }

    private static bool IsTask<T>() =>
        typeof(T).IsValueType ? ValueTaskResult<T>.Instance is not null : typeof(Task).IsAssignableFrom(typeof(T));
}
