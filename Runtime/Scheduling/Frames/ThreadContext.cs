namespace Baton;

/// <summary>The execution context that the calling thread has now.</summary>
internal static class ThreadContext
{
    /// <summary>Works also where the flow is suppressed. A function that runs in the context cannot change it for its caller.</summary>
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
