namespace Baton;

/// <summary>What a task is, in words: the name of its <c>async</c> method, if it is one's. Never anything of its result.</summary>
internal static class TaskNames
{
    /// <param name="task">The task.</param>
    /// <param name="words">What the code that waits calls it. Null: nothing.</param>
    internal static string Of(Task task, string? words) => MethodOf(task.GetType()) is { } method ? $"{method}, async"
        : IsDelay(task) ? "Task.Delay"
        : words ?? "a task";

    /// <summary>Is it the task of <c>Task.Delay</c>?</summary>
    internal static bool IsDelay(Task task) => task.GetType() is var type && type.Assembly == typeof(Task).Assembly
        && type.Name.StartsWith("DelayPromise", StringComparison.Ordinal);

    /// <summary>
    /// The <c>async</c> method behind a type. The task of such a method is a box whose last type argument is the method's state machine.
    /// </summary>
    internal static string? MethodOf(Type type)
    {
        Type? machine = type.IsGenericType ? type.GetGenericArguments()[^1] : null;
        if (machine?.DeclaringType is not { } declaring || !machine.Name.StartsWith('<')
            || declaring.Assembly == typeof(TaskNames).Assembly) // of the library's own: it says nothing
        {
            return null;
        }

        int end = machine.Name.LastIndexOf(">d", StringComparison.Ordinal);
        if (end < 0)
        {
            return null;
        }

        Type outer = declaring;
        while (outer.Name.StartsWith('<') && outer.DeclaringType is { } around)
        {
            outer = around; // of a lambda's closure
        }

        return $"{TypeNames.Of(outer)}.{FunctionName.Parse(machine.Name[1..end])}";
    }
}
