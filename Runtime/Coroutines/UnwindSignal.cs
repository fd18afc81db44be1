using System.Reflection;

namespace Baton;

/// <summary>Tells the signal that unwinds a body from a failure of the body's clean-up.</summary>
/// <remarks>
/// Some methods of .NET wrap every exception of the code that they call. They are reflective calls, static constructors, sorts with a
/// comparer, and waits for the task of an async method. A wrapped signal is still the signal.
/// </remarks>
internal static class UnwindSignal
{
    /// <summary>Is the exception the signal to the coroutine with this number, wrapped or not?</summary>
    internal static bool Is(Exception exception, long coroutineId) => exception switch
    {
        CoroutineCanceledException signal => signal.CoroutineId == coroutineId,
        TargetInvocationException or TypeInitializationException => IsWrapped(exception, coroutineId),
        AggregateException { InnerExceptions.Count: 1 } => IsWrapped(exception, coroutineId),
        TaskCanceledException { Task: { IsCanceled: true } task } => HasCanceled(task, coroutineId),
        InvalidOperationException => exception.GetType() == typeof(InvalidOperationException) && IsWrapped(exception, coroutineId),
        _ => false,
    };

    private static bool IsWrapped(Exception wrapper, long coroutineId) => wrapper.InnerException is { } inner && Is(inner, coroutineId);

    // Result and Wait report a canceled task by an exception of their own. The task still has the exception that canceled it.
    private static bool HasCanceled(Task task, long coroutineId)
    {
        try
        {
            task.GetAwaiter().GetResult();
            return false;
        }
        catch (OperationCanceledException e)
        {
            return e is CoroutineCanceledException signal && signal.CoroutineId == coroutineId;
        }
    }
}
