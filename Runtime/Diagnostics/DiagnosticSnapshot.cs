namespace Baton;

/// <summary>
/// What was alive in the process, and what it waited for. Holds strings, numbers and times only, and keeps nothing alive.
/// </summary>
/// <remarks>
/// The frames of a scheduler are shown as they were at one instant, unless <see cref="SchedulerInfo.IsExact"/> is false. What belongs to
/// different schedulers was read one after the other.
/// </remarks>
/// <param name="Time">When it was taken.</param>
/// <param name="Pools">The pools of threads.</param>
/// <param name="Schedulers">The schedulers that have frames.</param>
/// <param name="Scopes">The open scopes.</param>
/// <param name="Members">Coroutines, frames, work, threads and <c>async</c> methods.</param>
/// <param name="Queues">The queues at which members wait.</param>
/// <param name="Locks">The locks on which members block.</param>
/// <param name="Findings">Waits that never end, or that are worth a look. The surest come first.</param>
public sealed record DiagnosticSnapshot(
    DateTimeOffset Time,
    IReadOnlyList<PoolInfo> Pools,
    IReadOnlyList<SchedulerInfo> Schedulers,
    IReadOnlyList<ScopeInfo> Scopes,
    IReadOnlyList<CoroutineInfo> Members,
    IReadOnlyList<QueueInfo> Queues,
    IReadOnlyList<LockInfo> Locks,
    IReadOnlyList<Finding> Findings);
