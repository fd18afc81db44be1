using System.ComponentModel;
using System.Diagnostics;

namespace Baton.Testing.Seams;

/// <summary>What <see cref="SemaphoreSlim"/> does in code that was compiled with seams.</summary>
[SeamsOf(typeof(SemaphoreSlim))]
[EditorBrowsable(EditorBrowsableState.Never)]
[DebuggerStepThrough]
[StackTraceHidden]
public static class SemaphoreSlimSeams
{
    /// <inheritdoc cref="SemaphoreSlim.Wait()"/>
    public static void Wait(SemaphoreSlim semaphore) => Wait(semaphore, Timeout.Infinite, CancellationToken.None);

    /// <inheritdoc cref="SemaphoreSlim.Wait(CancellationToken)"/>
    public static void Wait(SemaphoreSlim semaphore, CancellationToken cancellationToken) =>
        Wait(semaphore, Timeout.Infinite, cancellationToken);

    /// <inheritdoc cref="SemaphoreSlim.Wait(TimeSpan)"/>
    public static bool Wait(SemaphoreSlim semaphore, TimeSpan timeout) =>
        Wait(semaphore, WaitLimit.Of(timeout), CancellationToken.None);

    /// <inheritdoc cref="SemaphoreSlim.Wait(TimeSpan, CancellationToken)"/>
    public static bool Wait(SemaphoreSlim semaphore, TimeSpan timeout, CancellationToken cancellationToken) =>
        Wait(semaphore, WaitLimit.Of(timeout), cancellationToken);

    /// <inheritdoc cref="SemaphoreSlim.Wait(int)"/>
    public static bool Wait(SemaphoreSlim semaphore, int millisecondsTimeout) =>
        Wait(semaphore, millisecondsTimeout, CancellationToken.None);

    /// <inheritdoc cref="SemaphoreSlim.Wait(int, CancellationToken)"/>
    public static bool Wait(SemaphoreSlim semaphore, int millisecondsTimeout, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(semaphore);
        return SeamCall.Strand is { } strand && millisecondsTimeout >= Timeout.Infinite
            ? Take(strand, semaphore, millisecondsTimeout, cancellationToken)
            : semaphore.Wait(millisecondsTimeout, cancellationToken);
    }

    /// <inheritdoc cref="SemaphoreSlim.Release()"/>
    public static int Release(SemaphoreSlim semaphore)
    {
        Seam.Call(semaphore, isWrite: true, "releases semaphore");
        return semaphore.Release();
    }

    /// <inheritdoc cref="SemaphoreSlim.Release(int)"/>
    public static int Release(SemaphoreSlim semaphore, int releaseCount)
    {
        Seam.Call(semaphore, isWrite: true, "releases semaphore");
        return semaphore.Release(releaseCount);
    }

    /// <inheritdoc cref="SemaphoreSlim.WaitAsync()"/>
    public static Task WaitAsync(SemaphoreSlim semaphore) => WaitAsync(semaphore, Timeout.Infinite, CancellationToken.None);

    /// <inheritdoc cref="SemaphoreSlim.WaitAsync(CancellationToken)"/>
    public static Task WaitAsync(SemaphoreSlim semaphore, CancellationToken cancellationToken) =>
        WaitAsync(semaphore, Timeout.Infinite, cancellationToken);

    /// <inheritdoc cref="SemaphoreSlim.WaitAsync(TimeSpan)"/>
    public static Task<bool> WaitAsync(SemaphoreSlim semaphore, TimeSpan timeout) =>
        WaitAsync(semaphore, WaitLimit.Of(timeout), CancellationToken.None);

    /// <inheritdoc cref="SemaphoreSlim.WaitAsync(TimeSpan, CancellationToken)"/>
    public static Task<bool> WaitAsync(SemaphoreSlim semaphore, TimeSpan timeout, CancellationToken cancellationToken) =>
        WaitAsync(semaphore, WaitLimit.Of(timeout), cancellationToken);

    /// <inheritdoc cref="SemaphoreSlim.WaitAsync(int)"/>
    public static Task<bool> WaitAsync(SemaphoreSlim semaphore, int millisecondsTimeout) =>
        WaitAsync(semaphore, millisecondsTimeout, CancellationToken.None);

    /// <inheritdoc cref="SemaphoreSlim.WaitAsync(int, CancellationToken)"/>
    public static Task<bool> WaitAsync(SemaphoreSlim semaphore, int millisecondsTimeout, CancellationToken cancellationToken)
    {
        Seam.Call(semaphore, isWrite: true, SeamSemaphore.Taking);
        return SeamCall.Strand is { } strand
            ? TakeLater(strand, semaphore, millisecondsTimeout, cancellationToken)
            : semaphore.WaitAsync(millisecondsTimeout, cancellationToken);
    }

    // The step has been made.
    private static Task<bool> TakeLater(RunThread strand, SemaphoreSlim semaphore, int timeout, CancellationToken token)
    {
        SeamSemaphore seen = strand.Run.Seams.SemaphoreOf(semaphore);
        if (semaphore.CurrentCount > 0 || timeout is 0 or < Timeout.Infinite)
        {
            Task<bool> taken = semaphore.WaitAsync(timeout, token);
            SemaphoreCall.NoteEnd(strand, seen, taken is { IsCompletedSuccessfully: true, Result: true }, timeout);
            return taken;
        }

        // The timer of the real one is the system's, and what it completes goes on in the .NET thread pool. So a strand waits in its place.
        strand.Run.Schedule.Interleaving?.Name(SeamSemaphore.Taking, $"waits for {seen.NameAndNumber}");
        return Task.Factory.StartNew(
            () => Wait(semaphore, timeout, token),
            CancellationToken.None,
            TaskCreationOptions.DenyChildAttach,
            TaskCall.SchedulerOfWait(strand, nameof(WaitAsync)));
    }

    // A method of its own, for only a strand is to pay for the delegates.
    private static bool Take(RunThread strand, SemaphoreSlim semaphore, int timeout, CancellationToken token) => SemaphoreCall.Take(
        strand,
        semaphore,
        () => semaphore.CurrentCount > 0 || token.IsCancellationRequested,
        left => semaphore.Wait(left, token),
        timeout);
}
