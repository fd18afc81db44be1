namespace Baton;

/// <summary>
/// What happens when code in a frame blocks its thread without knowing of Baton: <c>lock</c>, <c>Task.Wait</c> and <c>.Result</c>,
/// <c>SemaphoreSlim.Wait</c>, events, <c>Monitor.Wait</c>, <c>Thread.Join</c>, <c>BlockingCollection</c> and whatever else waits through .NET.
/// </summary>
/// <remarks>
/// Not seen, and so always as in <see cref="Hold"/>: <c>Thread.Sleep</c>, blocking reads of files, pipes and fresh sockets, waits inside native
/// code, loops that spin, and waits while code has set a synchronization context of its own.
/// </remarks>
public enum BlockingMode
{
    /// <summary>It keeps the baton: the other frames wait too. The meter and the event source tell.</summary>
    Hold,

    /// <summary>The baton passes on for as long as it waits. Other frames run in the middle of such a call, as other threads would.</summary>
    Yield,

    /// <summary>The wait throws <see cref="InvalidOperationException"/>.</summary>
    Forbid,
}
