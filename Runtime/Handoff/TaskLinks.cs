using System.Runtime.CompilerServices;

namespace Baton;

/// <summary>Which tasks cannot end before another one has ended.</summary>
/// <remarks>
/// .NET keeps with each task what goes on when it ends. Followed are those continuations that wait for it in any case: the task of
/// <see cref="Task.WhenAll(Task[])"/>, an <c>async</c> method at its <c>await</c>, and the task of <c>Unwrap</c>. A wait with a limit, or
/// for the first of some tasks, may end without it. Where .NET does not show its field, nothing is found.
/// </remarks>
internal static class TaskLinks
{
    private const int MostSteps = 1000;

    private static readonly string[] s_needsAll =
        ["WhenAllPromise", "AsyncStateMachineBox", "DebugFinalizableAsyncStateMachineBox", "UnwrapPromise"];

    /// <summary>Any thread: must the first task end for the second to end?</summary>
    internal static bool Lead(Task from, Task to)
    {
        try
        {
            return Search(from, to);
        }
        catch (Exception e) when (IsToBeExpected(e))
        {
            return false;
        }
    }

    // .NET may show other fields one day. Another thread may add to a list meanwhile.
    private static bool IsToBeExpected(Exception e) => NoMemory.Is(e)
        || e is MissingFieldException or TypeLoadException or InvalidOperationException or IndexOutOfRangeException or ArgumentException;

    private static bool Search(Task from, Task to)
    {
        Stack<object?> left = new([from]);
        bool isFound = false;
        for (int step = 0; step < MostSteps && !isFound && left.TryPop(out object? next); step++)
        {
            if (next?.GetType().Name.EndsWith("AwaitTaskContinuation", StringComparison.Ordinal) == true)
            {
                next = ActionOf(next); // of an await that goes on in a context
            }

            next = next is Delegate { Target: Task method } ? method : next;
            if (next is Task task && (task == from || IsToFollow(task)))
            {
                isFound = task == to;
                left.Push(ContinuationOf(task));
            }
            else if (next is List<object?> several)
            {
                several.ForEach(left.Push);
            }
        }

        return isFound;
    }

    private static bool IsToFollow(Task task) => Array.Exists(
        s_needsAll, name => task.GetType().Name.StartsWith(name, StringComparison.Ordinal));

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "m_continuationObject")]
    private static extern ref object? ContinuationOf(Task task);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "m_action")]
    private static extern ref Action ActionOf(
        [UnsafeAccessorType("System.Threading.Tasks.AwaitTaskContinuation, System.Private.CoreLib")] object continuation);
}
