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

    /// <inheritdoc cref="CancellationTokenSource.CancelAsync"/>
    /// <remarks>The callbacks run on a strand. It is on its way to the first of them when this returns.</remarks>
    public static Task CancelAsync(CancellationTokenSource source)
    {
        if (SeamCall.Strand is null || source.IsCancellationRequested)
        {
            return source.CancelAsync();
        }

        return CancelByStrand(source);
    }

    // A method of its own, for only a strand is to pay for the delegates.
    private static Task CancelByStrand(CancellationTokenSource source)
    {
        CancellationToken token = source.Token; // or it is disposed of
        Seam.Call(source, isWrite: true, "cancels");
        token.UnsafeRegister(static source => Seam.Call(source, isWrite: false, "runs callbacks"), source); // the last comes first
        Task callbacks = TaskSeams.Run(source.Cancel);
        if (SeamCall.Strand is { } strand)
        {
            Func<bool> isCanceled = () => source.IsCancellationRequested || callbacks.IsCompleted;
            strand.Await("the cancellation of a token", isCanceled, mayThrow: true, Timeout.InfiniteTimeSpan);
        }

        return callbacks;
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
