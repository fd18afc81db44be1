using System.ComponentModel;
using System.Diagnostics;

namespace Baton.Testing.Seams;

/// <summary>What <see cref="ManualResetEventSlim"/> does in code that was compiled with seams.</summary>
[SeamsOf(typeof(ManualResetEventSlim))]
[EditorBrowsable(EditorBrowsableState.Never)]
[DebuggerStepThrough]
[StackTraceHidden]
public static class ManualResetEventSlimSeams
{
    /// <inheritdoc cref="ManualResetEventSlim.Wait()"/>
    public static void Wait(ManualResetEventSlim signal) => Wait(signal, Timeout.Infinite, CancellationToken.None);

    /// <inheritdoc cref="ManualResetEventSlim.Wait(CancellationToken)"/>
    public static void Wait(ManualResetEventSlim signal, CancellationToken cancellationToken) =>
        Wait(signal, Timeout.Infinite, cancellationToken);

    /// <inheritdoc cref="ManualResetEventSlim.Wait(TimeSpan)"/>
    public static bool Wait(ManualResetEventSlim signal, TimeSpan timeout) =>
        Wait(signal, Milliseconds.Of(timeout), CancellationToken.None);

    /// <inheritdoc cref="ManualResetEventSlim.Wait(TimeSpan, CancellationToken)"/>
    public static bool Wait(ManualResetEventSlim signal, TimeSpan timeout, CancellationToken cancellationToken) =>
        Wait(signal, Milliseconds.Of(timeout), cancellationToken);

    /// <inheritdoc cref="ManualResetEventSlim.Wait(int)"/>
    public static bool Wait(ManualResetEventSlim signal, int millisecondsTimeout) =>
        Wait(signal, millisecondsTimeout, CancellationToken.None);

    /// <inheritdoc cref="ManualResetEventSlim.Wait(int, CancellationToken)"/>
    public static bool Wait(ManualResetEventSlim signal, int millisecondsTimeout, CancellationToken cancellationToken)
    {
        int timeout = millisecondsTimeout;
        if (SeamCall.Strand is { } strand && timeout >= Timeout.Infinite && signal is not null)
        {
            Func<bool> canGoOn = () => signal.IsSet || cancellationToken.IsCancellationRequested;
            SeamCall.Await(strand, signal, "waits for event", canGoOn, timeout);
            timeout = timeout < 0 ? timeout : 0; // it has passed
        }

        return signal!.Wait(timeout, cancellationToken);
    }

    /// <inheritdoc cref="ManualResetEventSlim.Set()"/>
    public static void Set(ManualResetEventSlim signal)
    {
        Seam.Call(signal, isWrite: true, "sets event");
        signal.Set();
    }

    /// <inheritdoc cref="ManualResetEventSlim.Reset()"/>
    public static void Reset(ManualResetEventSlim signal)
    {
        Seam.Call(signal, isWrite: true, "resets event");
        signal.Reset();
    }
}
