using System.Diagnostics;

namespace Baton;

/// <summary>
/// The synchronization context of all frames. The runtime tells it of the managed waits that code in a frame makes. The context does with
/// them what the blocking mode of the frame's scheduler says.
/// </summary>
/// <remarks>
/// <para>The runtime tells it on the thread that waits, when the wait's fast path and its spinning have failed. What the context throws
/// comes out of the wait.</para>
/// <para>What <c>async</c> code that a frame calls posts goes to the .NET thread pool, as it would without a context. Such code needs no
/// baton, so a frame can wait for the <c>.Result</c> without waiting for itself. A continuation whose task allows inlining runs where the
/// task is completed, in a frame too.</para>
/// <para>In a run of a test it is the context of threads without a frame too. Then it says what becomes of the thread's turn; and what is
/// posted is done by a thread of the run.</para>
/// <para>The library's own waits are <see cref="Quiet"/>, and so do not come here. A frame that is not <see cref="FrameState.Running"/> is
/// on its way into a wait or out of one. The waits of its thread are the library's own then.</para>
/// </remarks>
[StackTraceHidden]
internal sealed class FrameContext : DriverContext
{
    private FrameContext() => SetWaitNotificationRequired();

    internal static FrameContext Instance { get; } = new();

    public override SynchronizationContext CreateCopy() => this;

    public override void Post(SendOrPostCallback d, object? state)
    {
        if (ControlledThread.CurrentRun is { } run)
        {
            PostTo(run, d, state, ExecutionContext.Capture());
        }
        else
        {
            ThreadPool.QueueUserWorkItem(static item => item.d(item.state), (d, state), preferLocal: false);
        }
    }

    private static void PostTo(ControlledRun run, SendOrPostCallback d, object? state, ExecutionContext? context) =>
        run.Send(static post => ((Action)post)(), () => RunIn(context, d, state));

    private static void RunIn(ExecutionContext? context, SendOrPostCallback d, object? state)
    {
        if (context is null)
        {
            d(state);
        }
        else
        {
            ExecutionContext.Run(context, new ContextCallback(d), state);
        }
    }

    public override int Wait(IntPtr[] waitHandles, bool waitAll, int millisecondsTimeout)
    {
        if (BatonHere.Frame is not { } frame)
        {
            return ControlledThread.Current is null
                ? WaitHelper(waitHandles, waitAll, millisecondsTimeout)
                : NewWait(waitHandles, waitAll)(millisecondsTimeout);
        }

        int polled = WaitHelper(waitHandles, waitAll, 0);
        if (polled != WaitHandle.WaitTimeout || millisecondsTimeout == 0)
        {
            return polled;
        }

        return ParkingSlot.TryGetOwn()?.TryGetBell() is { } bell && ControlledThread.Current is null
            ? WaitListening(frame, bell, waitHandles, waitAll, millisecondsTimeout)
            : frame.Block(new ForeignWait(NewWait(waitHandles, waitAll), millisecondsTimeout));
    }

    private static int WaitListening(FrameCore frame, Bell bell, IntPtr[] waitHandles, bool waitAll, int timeout)
    {
        bool listens = BelledWait.IsPossible(waitHandles, waitAll);
        ForeignWait wait = listens
            ? new(new BelledWait(bell, WaitForAny, waitHandles).Wait, timeout, bell)
            : new(NewWait(waitHandles, waitAll), timeout);
        bell.BeginWait(listens);
        int result;
        try
        {
            result = frame.Block(wait);
        }
        catch // not finally, which comes too late if native frames are in the exception's way: see GivingUp
        {
            bell.EndWait(listens);
            throw;
        }

        bell.EndWait(listens);
        return result;
    }

    private static int WaitForAny(IntPtr[] waitHandles, int timeout) => WaitHelper(waitHandles, waitAll: false, timeout);

    // Waits for so many milliseconds. In a run of a test the thread gives the turn up meanwhile.
    private static Func<int, int> NewWait(IntPtr[] waitHandles, bool waitAll)
    {
        Func<int, int> wait = timeout => WaitHelper(waitHandles, waitAll, timeout);
        return ControlledThread.Current is { } thread
            ? timeout => timeout == 0 ? wait(0) : thread.WaitInForeignCode(wait, timeout)
            : wait;
    }
}
