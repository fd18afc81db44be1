namespace Baton;

/// <summary>
/// Functions that return tasks, as <c>async</c> lambdas do. They are over when their tasks are: otherwise what is left of them would
/// outlive their
/// frame, their scope and their run, and its failure would be lost.
/// </summary>
internal static class TaskResult
{
    /// <summary>
    /// The function's own thread: waits for the task that it returned, if it is of that kind, and throws what that failed with.
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
