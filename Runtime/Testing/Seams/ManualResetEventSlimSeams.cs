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
        Wait(signal, WaitLimit.Of(timeout), CancellationToken.None);

    /// <inheritdoc cref="ManualResetEventSlim.Wait(TimeSpan, CancellationToken)"/>
    public static bool Wait(ManualResetEventSlim signal, TimeSpan timeout, CancellationToken cancellationToken) =>
        Wait(signal, WaitLimit.Of(timeout), cancellationToken);

    /// <inheritdoc cref="ManualResetEventSlim.Wait(int)"/>
    public static bool Wait(ManualResetEventSlim signal, int millisecondsTimeout) =>
        Wait(signal, millisecondsTimeout, CancellationToken.None);

    /// <inheritdoc cref="ManualResetEventSlim.Wait(int, CancellationToken)"/>
    public static bool Wait(ManualResetEventSlim signal, int millisecondsTimeout, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(signal);
        int timeout = SeamCall.Strand is { } strand && millisecondsTimeout >= Timeout.Infinite
            ? Await(strand, signal, millisecondsTimeout, cancellationToken)
            : millisecondsTimeout;
        return signal.Wait(timeout, cancellationToken);
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

    // What is left of the time. A method of its own, for only a strand is to pay for the delegate.
    private static int Await(RunThread strand, ManualResetEventSlim signal, int timeout, CancellationToken token)
    {
        SeamCall.Await(strand, signal, "waits for event", () => signal.IsSet || token.IsCancellationRequested, timeout);
        return timeout < 0 ? timeout : 0;
    }
}
