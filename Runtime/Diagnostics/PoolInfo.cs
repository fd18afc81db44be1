namespace Baton;

/// <summary>A pool of threads, as it was at one instant.</summary>
/// <param name="Key">Names it in all outputs of this process, such as <c>p1</c>.</param>
/// <param name="Name">The pool's name.</param>
/// <param name="MaxThreads">The most threads that it may have. Null: no limit is set.</param>
/// <param name="LiveThreads">Its threads.</param>
/// <param name="IdleThreads">Those of its threads that have nothing to do.</param>
/// <param name="Coroutines">Its threads that coroutines and frames have.</param>
/// <param name="QueuedWork">Pieces of blocking work that wait for a thread.</param>
/// <param name="WrittenOffThreads">Threads of coroutines and frames that were given up.</param>
public sealed record PoolInfo(
    string Key,
    string Name,
    int? MaxThreads,
    int LiveThreads,
    int IdleThreads,
    int Coroutines,
    int QueuedWork,
    int WrittenOffThreads);
