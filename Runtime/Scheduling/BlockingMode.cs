namespace Baton;

/// <summary>
/// What happens when code in a frame blocks its thread without knowing of Baton: <c>lock</c>, <c>Task.Wait</c> and <c>.Result</c>,
/// <c>SemaphoreSlim.Wait</c>, events, <c>Monitor.Wait</c>, <c>Thread.Join</c>, <c>BlockingCollection</c> and whatever else waits through
/// .NET.
/// </summary>
/// <remarks>
/// <para>Seen are all managed waits, by .NET 10 on CoreCLR also <c>Lock</c>, <c>ReaderWriterLock</c> and its slim form, <c>Lazy</c>,
/// <c>Mutex</c>, <c>Semaphore</c>, <c>Barrier</c>, <c>CountdownEvent</c>, <c>WaitHandle.WaitAny</c> and <c>WaitAll</c>,
/// <c>Parallel.For</c>, <c>HttpClient.Send</c>, <c>PipeReader.AsStream().Read</c>, <c>Process.WaitForExit</c> of a child process,
/// <c>GC.WaitForPendingFinalizers</c>, and the reads of a socket that has been used asynchronously. A wait that is over at once is no
/// blocking, and neither is what Baton itself waits for.</para>
/// <para>Not seen, and so always as in <see cref="Hold"/>, but untold: <c>Thread.Sleep</c>, loops that spin (<c>SpinLock</c>,
/// <c>SpinWait.SpinUntil</c>), <c>WaitHandle.SignalAndWait</c>, blocking reads and writes of files, pipes and fresh sockets, waits inside
/// native code and in the runtime, as for another thread's static constructor, and waits while code has set a synchronization context of
/// its own.</para>
/// <para><c>async</c> code that is called in a frame goes on on the .NET thread pool after its first <c>await</c>, outside the scheduler:
/// to wait for its <c>Result</c> in the frame works in every mode that lets it wait.</para>
/// </remarks>
public enum BlockingMode
{
    /// <summary>
    /// It keeps the baton: the other frames wait too. Each such wait is counted (<c>baton.frames.blocked</c>) and raises a warning,
    /// <c>FrameBlocked</c>, which names the frame.
    /// </summary>
    /// <remarks>
    /// What it waits for must not need the baton. A lock that another frame holds while it is suspended does: that is a hang, and no
    /// <see cref="CoroutineDeadlockException"/>, for nobody can know who might end such a wait. The last <c>FrameBlocked</c> names the
    /// frame.
    /// </remarks>
    Hold,

    /// <summary>
    /// The baton passes on for as long as it waits, and comes back in its turn: others run in the middle of such a call, as other threads
    /// would, and still one at a time. Counted (<c>baton.frames.gave_way</c>); the event, <c>FrameGaveWay</c>, is verbose.
    /// </summary>
    /// <remarks>
    /// <para>A timeout may be noticed late, when the baton is back. A cancellation is seen at the frame's next suspension point.</para>
    /// <para>As with threads, frames that take two locks in opposite orders, and suspend or block between, wait for each other for good;
    /// each is named by its last <c>FrameGaveWay</c>.</para>
    /// <para>In a <see cref="Coroutine.NoSuspend"/> region and in a static constructor it is as in <see cref="Hold"/>: the type is not
    /// ready until the constructor is done, and whoever needs it meanwhile would wait with the baton, unseen. For the same reason do not
    /// await in one, and do not resume a coroutine or generator there that may block or await: its body is on another thread, and what
    /// called it cannot be seen from there.</para>
    /// </remarks>
    Yield,

    /// <summary>
    /// The wait throws <see cref="InvalidOperationException"/>, which names the frame and comes out of the blocking call.
    /// </summary>
    /// <remarks>
    /// Locks, semaphores, events and collections are as before and usable. Calls that do more than wait may be left halfway, as by
    /// <see cref="Thread.Interrupt"/>: after a refused read do not go on with that socket or pipe; <c>HttpClient</c> may wrap the
    /// exception in its own, and a method that is <c>MethodImplOptions.Synchronized</c> loses it for another.
    /// </remarks>
    Forbid,
}
