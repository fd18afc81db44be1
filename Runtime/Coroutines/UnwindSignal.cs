namespace Baton;

/// <summary>Distinguishes the signal that unwinds a body from a failure of the body's clean-up.</summary>
/// <remarks>
/// A signal that a library has wrapped in an exception of its own is still the signal: see <see cref="WrappedCancellation"/>.
/// </remarks>
internal static class UnwindSignal
{
    /// <summary>Is the exception the signal to the coroutine with this Id, wrapped or not?</summary>
    internal static bool Is(Exception exception, long coroutineId) => (exception is OperationCanceledException itself
        && IsSignal(itself, coroutineId)) // the one that is not wrapped is known without memory
        || WrappedCancellation.Find(exception, coroutineId, static (canceled, id) => IsSignal(canceled, id)
            || IsOfTask(canceled, id)) is not null;

    private static bool IsSignal(OperationCanceledException canceled, long coroutineId) =>
        canceled is CoroutineCanceledException signal && signal.CoroutineId == coroutineId;

    // Task.Result and Task.Wait report a canceled task by an exception of their own. The task still has the exception that canceled it.
    private static bool IsOfTask(OperationCanceledException canceled, long coroutineId)
    {
        if (canceled is not TaskCanceledException { Task: { IsCanceled: true } task })
        {
            return false;
        }

        try
        {
            task.GetAwaiter().GetResult();
            return false;
        }
        catch (OperationCanceledException e)
        {
            return IsSignal(e, coroutineId);
        }
    }
}
