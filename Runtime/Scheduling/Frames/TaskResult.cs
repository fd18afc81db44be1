namespace Baton;

/// <summary>
/// Functions that return tasks, as <c>async</c> lambdas do. They are over when their tasks are: otherwise what is left of them would
/// outlive their frame, their scope and their run, and its failure would be lost.
/// </summary>
internal static class TaskResult
{
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
