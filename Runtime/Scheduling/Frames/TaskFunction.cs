using System.Diagnostics;

namespace Baton;

/// <summary>
/// Functions that return tasks or value tasks, as functions that wait for these, and give what they give. See <see cref="TaskResult"/>.
/// </summary>
[StackTraceHidden]
internal static class TaskFunction
{
    internal static Func<Nothing> Of(Func<Task> function)
    {
        ArgumentNullException.ThrowIfNull(function);
        return [StackTraceHidden] () =>
        {
            TaskResult.Call(function);
            return default;
        };
    }

    internal static Func<T> Of<T>(Func<Task<T>> function)
    {
        ArgumentNullException.ThrowIfNull(function);
        return [StackTraceHidden] () => TaskResult.Call(function).GetAwaiter().GetResult(); // it has ended
    }

    internal static Func<Nothing> Of(Func<ValueTask> function)
    {
        ArgumentNullException.ThrowIfNull(function);
        return [StackTraceHidden] () =>
        {
            TaskResult.Call(function).Await();
            return default;
        };
    }

    internal static Func<T> Of<T>(Func<ValueTask<T>> function)
    {
        ArgumentNullException.ThrowIfNull(function);
        return [StackTraceHidden] () => TaskResult.Call(function).Await(); // it has ended, and may be consumed again
    }
}
