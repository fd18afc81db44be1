using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Baton;

/// <summary>
/// Shows what is alive in the process: which coroutines, frames, work and threads there are, what each waits for, who could end that wait,
/// and which waits can never end.
/// </summary>
/// <remarks>
/// <para>For production: nothing is recorded before somebody asks, and nothing that is looked at is held up, woken or kept alive. Names of
/// types, methods and members are shown, never arguments, items, results or messages.</para>
/// <para>All members may be called by any thread at any time. None needs a thread of the .NET thread pool.</para>
/// </remarks>
public static class CoroutineDiagnostics
{
    /// <summary>Lists what is alive, as <see cref="Capture"/> does, and gives its <see cref="DiagnosticSnapshot.Members"/>.</summary>
    /// <returns>Coroutines, frames, work, threads and <c>async</c> methods, in no order.</returns>
    public static IReadOnlyList<CoroutineInfo> Snapshot() => Capture().Members;

    /// <summary>
    /// Takes a snapshot, without stacks. Blocks the calling thread for <see cref="CaptureOptions.Patience"/> at most, and twice that with
    /// findings; it suspends no frame, and gives no baton away.
    /// </summary>
    /// <param name="options">How it is taken. Null: as by default.</param>
    /// <returns>The snapshot.</returns>
    public static DiagnosticSnapshot Capture(CaptureOptions? options = null)
    {
        options = (options ?? new CaptureOptions()).CopyToCapture();
        ProcessLook look = ProcessLook.Take(options);
        return Snapshots.Of(look, options.Findings ? FindingSearch.Find(look, options) : []);
    }

    /// <summary>
    /// Writes a dump with stacks, as text, from a thread of its own. One dump is made at a time. Neither blocks nor suspends.
    /// </summary>
    /// <param name="writer">What is written to, from that thread. It is not disposed.</param>
    /// <param name="cancellationToken">
    /// Ends the dump early. What was written stays. It is looked at between two members, and while the dump waits for its turn.
    /// </param>
    /// <returns>
    /// A task that ends with the dump. It fails with what <paramref name="writer"/> throws, and is canceled by
    /// <paramref name="cancellationToken"/>.
    /// </returns>
    /// <exception cref="ArgumentNullException"><paramref name="writer"/> is null.</exception>
    [OverloadResolutionPriority(-1)] // options that are written new() { … } are no token
    public static Task DumpAsync(TextWriter writer, CancellationToken cancellationToken = default) =>
        DumpAsync(writer, options: null, cancellationToken);

    /// <summary>
    /// Writes a dump from a thread of its own. One dump is made at a time. Neither blocks nor suspends.
    /// </summary>
    /// <param name="writer">What is written to, from that thread. It is not disposed.</param>
    /// <param name="options">What is shown, and how it is written. Null: the defaults.</param>
    /// <param name="cancellationToken">
    /// Ends the dump early. What was written stays. It is looked at between two members, and while the dump waits for its turn.
    /// </param>
    /// <returns>
    /// A task that ends with the dump. It fails with what <paramref name="writer"/> or <see cref="DumpOptions.Filter"/> throws, and is
    /// canceled by <paramref name="cancellationToken"/>.
    /// </returns>
    /// <exception cref="ArgumentNullException"><paramref name="writer"/> is null.</exception>
    public static Task DumpAsync(TextWriter writer, DumpOptions? options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(writer);
        return cancellationToken.IsCancellationRequested
            ? Task.FromCanceled(cancellationToken)
            : new DumpJob(writer, (options ?? new DumpOptions()).Copy(), cancellationToken).Start();
    }

    /// <summary>
    /// Takes the stack of one member, without files and lines. Blocks the calling thread for a second at most.
    /// </summary>
    /// <param name="key">The member's key, such as <c>f5</c>.</param>
    /// <returns>
    /// The stack, from the innermost call. Null: the member runs, has no thread, has ended, or is none; or stacks are switched off.
    /// </returns>
    /// <exception cref="ArgumentNullException"><paramref name="key"/> is null.</exception>
    public static StackTrace? Photograph(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return Photographs.Of(key);
    }

    /// <summary>Looks again and again, on a thread of its own, for waits that last too long and for findings.</summary>
    /// <param name="options">What is looked for, and how often.</param>
    /// <param name="onReport">
    /// Is called on that thread, once for each wait and each finding. What it throws goes to the event <c>ListenerFailed</c>.
    /// </param>
    /// <returns>Ends the watch. Its <c>Dispose</c> does not wait for a report that is being told.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="options"/> or <paramref name="onReport"/> is null.</exception>
    public static IDisposable Watch(WatchOptions options, Action<WatchReport> onReport)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(onReport);
        return new Watcher(options.Copy(), onReport);
    }

    /// <summary>Writes a dump each time that the process receives a signal. The process goes on.</summary>
    /// <param name="signal">The signal.</param>
    /// <param name="options">What is shown, and how it is written. Null: as by default.</param>
    /// <param name="path">The file that dumps are appended to. Null: standard error.</param>
    /// <returns>Ends that.</returns>
    /// <exception cref="PlatformNotSupportedException">The system does not know the signal.</exception>
    public static IDisposable DumpOn(PosixSignal signal, DumpOptions? options = null, string? path = null) =>
        new SignalDump(signal, (options ?? new DumpOptions()).Copy(), path);
}
