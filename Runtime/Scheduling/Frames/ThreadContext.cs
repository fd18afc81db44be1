namespace Baton;

/// <summary>The execution context that the calling thread has now.</summary>
internal static class ThreadContext
{
    /// <summary>Also where the flow is suppressed: to run in it is the only way to let no change out.</summary>
    internal static ExecutionContext Capture()
    {
        if (!ExecutionContext.IsFlowSuppressed())
        {
            return ExecutionContext.Capture()!;
        }

        ExecutionContext.RestoreFlow();
        ExecutionContext context = ExecutionContext.Capture()!;
        ExecutionContext.SuppressFlow();
        return context;
    }
}
