using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Baton.Testing.Seams;

/// <summary>What <see cref="CancellationTokenSource"/> does in code that was compiled with seams.</summary>
[SeamsOf(typeof(CancellationTokenSource))]
[EditorBrowsable(EditorBrowsableState.Never)]
[DebuggerStepThrough]
[StackTraceHidden]
public static class CancellationSeams
{
    private static readonly ConditionalWeakTable<CancellationTokenSource, ITimer> s_timers = [];

    /// <inheritdoc cref="CancellationTokenSource.Cancel()"/>
    public static void Cancel(CancellationTokenSource source)
    {
        Seam.Call(source, isWrite: true, "cancels");
        source.Cancel();
    }

    /// <inheritdoc cref="CancellationTokenSource.Cancel(bool)"/>
    public static void Cancel(CancellationTokenSource source, bool throwOnFirstException)
    {
        Seam.Call(source, isWrite: true, "cancels");
        source.Cancel(throwOnFirstException);
    }

    /// <inheritdoc cref="CancellationTokenSource.CancelAfter(int)"/>
    public static void CancelAfter(CancellationTokenSource source, int millisecondsDelay) =>
        CancelAfter(source, TimeSpan.FromMilliseconds(millisecondsDelay));

    /// <inheritdoc cref="CancellationTokenSource.CancelAfter(TimeSpan)"/>
    public static void CancelAfter(CancellationTokenSource source, TimeSpan delay)
    {
        if (SeamCall.Clock is not { } clock || delay < Timeout.InfiniteTimeSpan || source.IsCancellationRequested)
        {
            source.CancelAfter(delay);
            return;
        }

        if (s_timers.TryGetValue(source, out ITimer? before))
        {
            before.Dispose();
        }

        ITimer timer = clock.CreateTimer(
            static source => Fire((CancellationTokenSource)source!), source, delay, Timeout.InfiniteTimeSpan);
        s_timers.AddOrUpdate(source, timer);
    }

    private static void Fire(CancellationTokenSource source)
    {
        try
        {
            source.Cancel();
        }
        catch (ObjectDisposedException) // as the real one: nobody needs it any more
        {
        }
    }
}
