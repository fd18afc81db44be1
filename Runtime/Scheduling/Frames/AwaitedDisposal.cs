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
            using DisposalRegion region = DisposalRegion.Begin();
            ValueTask disposal = CallersContext.IsClear ? resource.DisposeAsync() : CallersContext.Without(resource.DisposeAsync);
            disposal.Await();
        }
    }
}
