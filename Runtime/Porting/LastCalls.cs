using System.Diagnostics;

namespace Baton;

/// <summary>The calls in the disposal of a <see cref="SuspendingStream"/>. A cancellation ends none of their waits.</summary>
[StackTraceHidden]
internal static class LastCalls
{
    /// <summary>Flushes, unless the caller is canceled. A caller that has been told of its cancellation is told no more.</summary>
    internal static void Flush(SuspendingStream stream, StreamSide writes, StreamPosition position, InnerStream inner)
    {
        FrameCore? frame = FrameCore.Current;
        using (DisposalRegion.BeginWait())
        {
            frame?.EnterOutsideWait();
        }

        bool isCanceled = frame is not null ? OpenBlocks.TokenFor(frame).IsCancellationRequested
            : (OutsideToken.Current ?? stream.Bridge) is { HasFired: true };
        if (stream.CanWrite && !isCanceled && !writes.UnderWay.Waits) // a write that is cut leaves nothing to be flushed
        {
            using StreamCall call = Begin(writes);
            position.StepBack();
            call.AwaitInDisposal(inner.BeginFlush(call.Token));
        }
    }

    /// <summary>Disposes of the inner stream.</summary>
    internal static void Dispose(StreamSide writes, InnerStream inner)
    {
        using DisposalRegion region = DisposalRegion.Begin(); // what has come since the disposal began
        using StreamCall call = StreamCall.Last(writes);
        call.AwaitInDisposal(inner.BeginDispose().TaskHere());
    }

    private static StreamCall Begin(StreamSide writes)
    {
        using DisposalRegion wait = DisposalRegion.BeginWait();
        return writes.Begin();
    }
}
