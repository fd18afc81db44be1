namespace Baton;

/// <summary>
/// Functions that return tasks, as <c>async</c> lambdas do. Such a function ends when its task ends. Otherwise the rest of its code would
/// outlive the frame, the scope and the run, and a failure there would be lost.
/// </summary>
internal static class TaskResult
{
    /// <summary>
    /// The function's own thread: calls the function, and waits for the task if it returned one. The thread blocks meanwhile if it is
    /// outside every scheduler. So code behind an <c>await</c> must not want to go on there: it is begun without the thread's context.
    /// </summary>
    internal static T Call<T>(Func<T> function) => typeof(Task).IsAssignableFrom(typeof(T)) && !CallersContext.IsClear
        ? Await(CallersContext.Without(function))
        : Await(function());

    /// <summary>
    /// The function's own thread: waits for the task, if the function returned one, and throws the task's failure.
    /// </summary>
    internal static T Await<T>(T result)
    {
        if (result is Task task && typeof(Task).IsAssignableFrom(typeof(T)))
        {
            task.Await();
        }

        return result;
    }
}
