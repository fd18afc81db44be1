#if BATON_SEAMS
namespace Baton.Tests.Seamed.Fresh;
#else
namespace Baton.Tests.Declared;
#endif

/// <summary>
/// Small programs as strangers write them, each with a fault and a repaired twin. One source: it is compiled with seams, and without them,
/// where the programs say what they share.
/// </summary>
internal static class FreshModels
{
    /// <summary>By name. The argument: is it the repaired twin?</summary>
    internal static Dictionary<string, Action<bool>> All { get; } = new()
    {
        ["cache: asked, then filled"] = CacheModels.FillTwice,
        ["cache: used after its eviction"] = CacheModels.UseEvicted,
        ["cache: published before it is filled"] = CacheModels.PublishEarly,
        ["cache: a count that comes back to life"] = CacheModels.Revive,
        ["cache: old value written over the new"] = CacheModels.WriteStale,
        ["locks: three in a ring"] = LockModels.Ring,
        ["locks: the sum of two accounts"] = LockModels.Audit,
        ["locks: a reader that a writer overlooks"] = LockModels.OverlookReader,
        ["locks: a handler that is gone"] = LockModels.CallNobody,
        ["locks: four steps in turn"] = LockModels.FourSteps,
        ["locks: torn pair"] = LockModels.TearPair,
        ["semaphores: permits one by one"] = SemaphoreModels.TakeOneByOne,
        ["semaphores: released twice"] = SemaphoreModels.ReleaseTwice,
        ["semaphores: a barrier without a round"] = SemaphoreModels.PassBarrierTwice,
        ["async: loaded twice"] = AsyncModels.LoadTwice,
        ["async: kept across an await"] = AsyncModels.KeepAcrossAwait,
        ["async: ended by both"] = AsyncModels.EndTwice,
        ["async: a gate around what needs it"] = AsyncModels.NeedOwnGate,
        ["queues: looked once, not again"] = QueueModels.LookOnce,
        ["queues: the pulse goes to the wrong one"] = QueueModels.WakeWrongOne,
        ["queues: closed while one enqueues"] = QueueModels.CloseEarly,
        ["queues: a node that comes back"] = QueueModels.ComeBack,
    };

    /// <summary>Those in which the fault is that nothing goes on.</summary>
    internal static HashSet<string> Deadlocks { get; } =
    [
        "locks: three in a ring",
        "semaphores: permits one by one",
        "semaphores: a barrier without a round",
        "async: a gate around what needs it",
        "queues: the pulse goes to the wrong one",
    ];
}
