using System.ComponentModel;
using System.Diagnostics;

namespace Baton.Testing.Seams;

/// <summary>What <see cref="WaitHandle"/> does in code that was compiled with seams.</summary>
/// <remarks>
/// A wait is seen also where the thread has no synchronization context. A <see cref="Mutex"/> belongs to the thread that takes it, so only
/// its context may wait for one.
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
        Seam.Call(handle, isWrite: true, "WaitHandle.WaitOne");
        return SeamCall.Strand is { } strand && millisecondsTimeout is Timeout.Infinite or > 0
            && SynchronizationContext.Current is null && handle is not Mutex
            ? Await(strand, handle, millisecondsTimeout)
            : handle.WaitOne(millisecondsTimeout);
    }

    // Whichever thread gives the turn up looks whether the wait is over, and takes what ends it.
    private static bool Await(RunThread strand, WaitHandle handle, int timeout)
    {
        ForeignLook look = new(_ => handle.WaitOne(0) ? 0 : WaitHandle.WaitTimeout);
        return strand.Await("a wait handle", look.Look, mayThrow: true, ForeignLook.Limit(timeout));
    }
}
