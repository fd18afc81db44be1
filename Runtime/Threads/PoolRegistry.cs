namespace Baton;

/// <summary>All pools of the process, for metrics. The registry does not keep a pool alive.</summary>
internal static class PoolRegistry
{
    private static readonly Gate s_gate = new();
    private static readonly List<WeakReference<WorkerPool>> s_pools = []; // under s_gate
    private static volatile bool s_isLeaving; // is the library being unloaded? the thread that unloads it, once

    /// <summary>Is the library being unloaded, so that no thread of it may stay idle?</summary>
    internal static bool IsLeaving => s_isLeaving;

    /// <summary>The library is being unloaded. Idle threads leave, and so does each thread that would become idle.</summary>
    internal static void LeaveNoThreadIdle()
    {
        s_isLeaving = true; // before the look: a thread that becomes idle after the look sees it
        foreach (WorkerPool pool in Snapshot())
        {
            pool.LetIdleLeave(static _ => { });
        }
    }

    internal static void Add(WorkerPool pool)
    {
        using (s_gate.Enter())
        {
            s_pools.RemoveAll(reference => !reference.TryGetTarget(out _));
            s_pools.Add(new WeakReference<WorkerPool>(pool));
        }
    }

    internal static IReadOnlyList<WorkerPool> Snapshot()
    {
        List<WorkerPool> pools = [];
        using (s_gate.Enter())
        {
            foreach (WeakReference<WorkerPool> reference in s_pools)
            {
                if (reference.TryGetTarget(out WorkerPool? pool))
                {
                    pools.Add(pool);
                }
            }
        }

        return pools;
    }
}
