using System.Diagnostics;

namespace Baton;

/// <summary>
/// The synchronization context and the task scheduler of the calling thread. An asynchronous operation that is begun under them may want to
/// go on there. A thread that blocks until the operation has ended would wait for ever.
/// </summary>
[StackTraceHidden]
internal static class CallersContext
{
    /// <summary>Would an operation that is begun here go on elsewhere?</summary>
    internal static bool IsClear =>
        SynchronizationContext.Current is null or FrameContext && TaskScheduler.Current == TaskScheduler.Default;

    /// <summary>Does an await here go on where the context or the scheduler says? A frame's context has no such place.</summary>
    internal static bool IsAPlace => SynchronizationContext.Current is not FrameContext and var context
        && ((context is not null && context.GetType() != typeof(SynchronizationContext)) || TaskScheduler.Current != TaskScheduler.Default);

    /// <summary>Calls <paramref name="begin"/> on the calling thread, without its context. A frame keeps its own.</summary>
    internal static T Without<T>(Func<T> begin)
    {
        SynchronizationContext? context = SynchronizationContext.Current;
        if (context is not DriverContext)
        {
            SynchronizationContext.SetSynchronizationContext(null);
        }

        try
        {
            return TaskScheduler.Current == TaskScheduler.Default ? begin() : WithoutScheduler(begin);
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(context);
        }
    }

    // Only inside another task is the scheduler of the task that runs here out of sight.
    private static T WithoutScheduler<T>(Func<T> begin)
    {
        Task<T> begun = new(begin, TaskCreationOptions.DenyChildAttach);
        begun.RunSynchronously(TaskScheduler.Default);
        return begun.GetAwaiter().GetResult();
    }
}
