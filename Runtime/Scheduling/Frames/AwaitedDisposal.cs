using System.Diagnostics;

namespace Baton;

/// <summary>The synchronous disposal of what can be disposed of asynchronously. Any thread; the first call counts.</summary>
[StackTraceHidden]
internal sealed class AwaitedDisposal(IAsyncDisposable resource) : IDisposable
{
    private IAsyncDisposable? _resource = resource; // null: its disposal has begun; interlocked, once

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _resource, null) is { } resource)
        {
            Dispose(resource);
        }
    }

    /// <summary>
    /// Waits for the end of the disposal, which no cancellation ends. What ends it, as a deadlock does, leaves the disposal behind.
    /// </summary>
    internal static void Dispose(IAsyncDisposable resource)
    {
        using DisposalRegion region = DisposalRegion.Begin();
        ValueTask disposal = CallersContext.IsClear ? resource.DisposeAsync() : CallersContext.Without(resource.DisposeAsync);
        if (disposal.IsCompletedSuccessfully)
        {
            disposal.GetAwaiter().GetResult();
            return;
        }

        Task end = disposal.TaskHere();
        using DisposalRegion wait = DisposalRegion.BeginWait();
        try
        {
            if (!end.IsCompleted)
            {
                AwaitExtensions.WaitForEnd(end, "a task");
            }
        }
        catch when (!end.IsCompleted)
        {
            LeftBehind.Watch(end, LeftBehind.Disposal, resource.GetType());
            throw;
        }

        CanceledWait.MeetIfCanceled(end);
        TaskFailures.ThrowIfSeveral(end);
        end.GetAwaiter().GetResult();
    }
}
