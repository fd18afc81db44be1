namespace Baton;

/// <summary>
/// What happens when code in a frame blocks its thread without knowing of Baton. Such code waits through .NET: <c>lock</c>,
/// <c>Task.Wait</c> and <c>.Result</c>, <c>SemaphoreSlim.Wait</c>, events, <c>Monitor.Wait</c>, <c>Thread.Join</c>,
/// <c>BlockingCollection</c> and more.
/// </summary>
/// <remarks>
/// <para>The library sees all managed waits. With .NET 10 on CoreCLR these include <c>Lock</c>, <c>ReaderWriterLock</c> and its slim form,
/// <c>Lazy</c>, <c>Mutex</c>, <c>Semaphore</c>, <c>Barrier</c>, <c>CountdownEvent</c>, <c>WaitHandle.WaitAny</c> and <c>WaitAll</c>,
/// <c>Parallel.For</c>, <c>HttpClient.Send</c>, <c>PipeReader.AsStream().Read</c>, <c>Process.WaitForExit</c> of a child process,
/// <c>GC.WaitForPendingFinalizers</c>, and the reads of a socket that has been used asynchronously. Baton's own waits do not count as
/// blocking.</para>
/// <para>In <see cref="Hold"/> and <see cref="Forbid"/> a wait that ends within 100 ms does not count as blocking either, and neither does
/// one that is given less time than that. The frame keeps the baton for so long, and then the mode takes effect. The framework has many
/// such short waits, on locks of its own that several threads want. In <see cref="Yield"/> only a wait that is over at once does not
/// count.</para>
/// <para>The library does not see other waits. They always keep the baton, as in <see cref="Hold"/>, but are not counted and raise no
/// event. They are: <c>Thread.Sleep</c>; loops that spin (<c>SpinLock</c>, <c>SpinWait.SpinUntil</c>); <c>WaitHandle.SignalAndWait</c>;
/// blocking reads and writes of files, pipes and fresh sockets; waits inside native code; waits in the runtime, as for another thread's
/// static constructor; waits while code has set a synchronization context of its own.</para>
/// <para>After its first <c>await</c>, <c>async</c> code that a frame calls continues on the .NET thread pool, outside the scheduler. So
/// the frame can wait for the <c>Result</c> of that code, in every mode but <see cref="Forbid"/>.</para>
/// </remarks>
public enum BlockingMode
{
    /// <summary>
    /// The frame keeps the baton, so the other frames wait too. Each such wait of more than 100 ms is counted
    /// (<c>baton.frames.blocked</c>) and raises a warning, <c>FrameBlocked</c>, which names the frame. A frame that is the only one of its
    /// scheduler is counted alone, for it keeps nobody waiting.
    /// </summary>
    /// <remarks>
    /// What ends the wait must not need the baton. A suspended frame needs the baton to release a lock that it holds, so a wait for such a
    /// lock never ends. No <see cref="CoroutineDeadlockException"/> tells of it, for the library cannot know what might end such a wait.
    /// The last <c>FrameBlocked</c> names the frame.
    /// </remarks>
    Hold,

    /// <summary>
    /// The frame passes the baton while it waits, and takes it again in its turn. Other frames run in the middle of such a call, as other
    /// threads would, and still one at a time. Each such wait is counted (<c>baton.frames.gave_way</c>). Its event, <c>FrameGaveWay</c>, is
    /// verbose.
    /// </summary>
    /// <remarks>
    /// <para>A frame takes nothing while it has no baton, neither a lock nor a signal. Whoever can use it meanwhile can have it. The frame
    /// takes its baton now and then, and looks whether its wait has an end: at each of its turns at first, then after a sixteenth of the
    /// time that it has waited, at most 10 ms. If more than ten frames block, the longest pause is a millisecond for each. So the wait
    /// may end that much late. What it returns is true at that moment. A timeout is reported only if there is no end by then.</para>
    /// <para>A pulse wakes the waiter that came first: <c>Monitor.Wait</c>, <c>SemaphoreSlim</c>, <c>BlockingCollection</c>. The pulse is
    /// that frame's, also while it has no baton. Code that keeps the baton must not wait behind that frame: see below. A cancellation
    /// appears at the frame's next suspension point.</para>
    /// <para>Two frames that take two locks in opposite orders, and suspend or block in between, wait for each other for good, as threads
    /// do. The last <c>FrameGaveWay</c> of each names the frame.</para>
    /// <para>In a <see cref="Coroutine.NoSuspend"/> region and in a static constructor the frame keeps the baton, as in <see cref="Hold"/>.
    /// A type is not ready until its static constructor is done. A frame that needs the type meanwhile would wait with the baton, unseen.
    /// For the same reason do not await in a static constructor. If another frame then needs the type, the await throws
    /// <see cref="InvalidOperationException"/> after some seconds, on Linux, and the code goes on outside the scheduler.</para>
    /// </remarks>
    Yield,

    /// <summary>
    /// The wait throws <see cref="InvalidOperationException"/>, which names the frame, when it has not ended after 100 ms. The exception
    /// comes out of the blocking call.
    /// </summary>
    /// <remarks>
    /// <para>Not in a static constructor, nor in the function of a <see cref="Lazy{T}"/>, nor in a coroutine that these resume. The runtime
    /// would keep the exception for good. The frame keeps the baton there, counted and told as in <see cref="Hold"/>. Frames that such
    /// code runs in a scheduler of its own are refused.</para>
    /// <para>Locks, semaphores, events and collections are as before and usable. Calls that do more than wait may be left halfway, as by
    /// <see cref="Thread.Interrupt"/>. So after a refused read do not go on with that socket or pipe. <c>HttpClient</c> may wrap the
    /// exception in its own. A method that is <c>MethodImplOptions.Synchronized</c> replaces the exception by another.</para>
    /// </remarks>
    Forbid,
}
