using System.ComponentModel;
using System.Diagnostics;

namespace Baton.Testing.Seams;

/// <summary>What <see cref="WaitHandle"/> does in code that was compiled with seams.</summary>
/// <remarks>
/// Whether an event or a semaphore is set can be asked without taking it, so it is known who can go on. Of other handles whoever asks takes
/// what ends the wait. A <see cref="Mutex"/> belongs to the thread that takes it, so only its context may wait for one.
/// </remarks>
[SeamsOf(typeof(WaitHandle))]
[EditorBrowsable(EditorBrowsableState.Never)]
[DebuggerStepThrough]
[StackTraceHidden]
public static class WaitHandleSeams
{
    /// <inheritdoc cref="WaitHandle.WaitOne()"/>
    public static bool WaitOne(WaitHandle handle) => WaitOne(handle, Timeout.Infinite);

    /// <inheritdoc cref="WaitHandle.WaitOne(TimeSpan)"/>
    public static bool WaitOne(WaitHandle handle, TimeSpan timeout) => WaitOne(handle, WaitLimit.Of(timeout));

    /// <inheritdoc cref="WaitHandle.WaitOne(int)"/>
    public static bool WaitOne(WaitHandle handle, int millisecondsTimeout)
    {
        ArgumentNullException.ThrowIfNull(handle);
        if (handle is EventWaitHandle or Semaphore && SeamCall.Strand is { } strand && millisecondsTimeout >= Timeout.Infinite)
        {
            return handle is Semaphore
                ? Take(strand, handle, millisecondsTimeout)
                : handle.WaitOne(AwaitSet(strand, handle, millisecondsTimeout));
        }

        Seam.Call(handle, isWrite: true, "WaitHandle.WaitOne");
        return SeamCall.Strand is { } waiting && millisecondsTimeout is Timeout.Infinite or > 0
            && SynchronizationContext.Current is null && handle is not Mutex
            ? Await(waiting, handle, millisecondsTimeout)
            : handle.WaitOne(millisecondsTimeout);
    }

    /// <inheritdoc cref="WaitHandle.WaitAny(WaitHandle[])"/>
    public static int WaitAny(WaitHandle[] waitHandles) => WaitAny(waitHandles, Timeout.Infinite);

    /// <inheritdoc cref="WaitHandle.WaitAny(WaitHandle[], TimeSpan)"/>
    public static int WaitAny(WaitHandle[] waitHandles, TimeSpan timeout) => WaitAny(waitHandles, WaitLimit.Of(timeout));

    /// <inheritdoc cref="WaitHandle.WaitAny(WaitHandle[], int)"/>
    public static int WaitAny(WaitHandle[] waitHandles, int millisecondsTimeout)
    {
        Seam.Call(null, isWrite: true, "WaitHandle.WaitAny");
        return WaitHandle.WaitAny(waitHandles, millisecondsTimeout);
    }

    /// <inheritdoc cref="WaitHandle.WaitAll(WaitHandle[])"/>
    public static bool WaitAll(WaitHandle[] waitHandles) => WaitAll(waitHandles, Timeout.Infinite);

    /// <inheritdoc cref="WaitHandle.WaitAll(WaitHandle[], TimeSpan)"/>
    public static bool WaitAll(WaitHandle[] waitHandles, TimeSpan timeout) => WaitAll(waitHandles, WaitLimit.Of(timeout));

    /// <inheritdoc cref="WaitHandle.WaitAll(WaitHandle[], int)"/>
    public static bool WaitAll(WaitHandle[] waitHandles, int millisecondsTimeout)
    {
        Seam.Call(null, isWrite: true, "WaitHandle.WaitAll");
        return WaitHandle.WaitAll(waitHandles, millisecondsTimeout);
    }

    /// <inheritdoc cref="WaitHandle.SignalAndWait(WaitHandle, WaitHandle)"/>
    public static bool SignalAndWait(WaitHandle toSignal, WaitHandle toWaitOn) =>
        SignalAndWait(toSignal, toWaitOn, Timeout.Infinite, exitContext: false);

    /// <inheritdoc cref="WaitHandle.SignalAndWait(WaitHandle, WaitHandle, TimeSpan, bool)"/>
    public static bool SignalAndWait(WaitHandle toSignal, WaitHandle toWaitOn, TimeSpan timeout, bool exitContext) =>
        SignalAndWait(toSignal, toWaitOn, WaitLimit.Of(timeout), exitContext);

    /// <inheritdoc cref="WaitHandle.SignalAndWait(WaitHandle, WaitHandle, int, bool)"/>
    /// <remarks>.NET tells no context of this wait. So a strand does one after the other, which .NET may do too.</remarks>
    public static bool SignalAndWait(WaitHandle toSignal, WaitHandle toWaitOn, int millisecondsTimeout, bool exitContext)
    {
        if (SeamCall.Strand is null || toWaitOn is null || toSignal is not (EventWaitHandle or Semaphore or Mutex))
        {
            return WaitHandle.SignalAndWait(toSignal, toWaitOn!, millisecondsTimeout, exitContext);
        }

        Seam.Call(toSignal, isWrite: true, "WaitHandle.SignalAndWait");
        if (toSignal is EventWaitHandle signal)
        {
            signal.Set();
        }
        else if (toSignal is Semaphore semaphore)
        {
            semaphore.Release();
        }
        else
        {
            ((Mutex)toSignal).ReleaseMutex();
        }

        return WaitOne(toWaitOn, millisecondsTimeout);
    }

    private static bool Take(RunThread strand, WaitHandle semaphore, int timeout) =>
        SemaphoreCall.Take(strand, semaphore, () => IsSet(semaphore), semaphore.WaitOne, timeout);

    // What is left of the time. A method of its own, for only a strand is to pay for the delegate.
    private static int AwaitSet(RunThread strand, WaitHandle handle, int timeout)
    {
        SeamCall.Await(strand, handle, $"waits for {handle.GetType().Name}", () => IsSet(handle), timeout);
        return timeout < 0 ? timeout : 0;
    }

    // What was taken is given back.
    private static bool IsSet(WaitHandle handle)
    {
        bool isSet = handle.WaitOne(0);
        if (isSet && handle is EventWaitHandle signal)
        {
            signal.Set();
        }
        else if (isSet)
        {
            ((Semaphore)handle).Release();
        }

        return isSet;
    }

    // Whichever thread gives the turn up looks whether the wait is over, and takes what ends it.
    private static bool Await(RunThread strand, WaitHandle handle, int timeout)
    {
        ForeignLook look = new(_ => handle.WaitOne(0) ? 0 : WaitHandle.WaitTimeout);
        return strand.Await("a wait handle", look.Look, mayThrow: true, ForeignLook.Limit(timeout));
    }
}
