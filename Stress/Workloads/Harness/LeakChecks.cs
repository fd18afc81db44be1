namespace Baton.Stress;

/// <summary>What every scenario must leave behind: nothing. The runner's thread.</summary>
internal sealed class LeakChecks(MeterProbe meter, Checks checks)
{
    private const long MemoryBound = 8 << 20;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private readonly long _dropped = meter.Dropped;
    private readonly long _quarantined = meter.Quarantined;
    private readonly long _unobserved = meter.Unobserved;
    private long _memory;

    /// <summary>Once everything that is made but once has been made.</summary>
    internal void TakeBaseline() => _memory = GC.GetTotalMemory(forceFullCollection: true);

    internal void Make(CoroutineThreadPool pool, Expectations expected)
    {
        bool noneLive = SpinWait.SpinUntil(() => meter.LiveCoroutines == 0, s_patience);
        checks.That("leaks: no live coroutine", noneLive, () => $"{meter.LiveCoroutines} are live");
        bool allEnded = pool.DisposeAsync().AsTask().Wait(s_patience);
        checks.That("leaks: all threads of the pool ended", allEnded && pool.LiveThreads == 0, () =>
            $"{pool.LiveThreads} of {pool} are left");
        checks.Equal("leaks: dropped coroutines on the meter", expected.Dropped, meter.Dropped - _dropped);
        checks.Equal("leaks: unobserved faults on the meter", expected.Unobserved, meter.Unobserved - _unobserved);
        checks.Equal("leaks: quarantined coroutines on the meter", expected.Quarantined, meter.Quarantined - _quarantined);
        CheckMemory();
    }

    private void CheckMemory()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        long grown = GC.GetTotalMemory(forceFullCollection: true) - _memory;
        checks.That($"leaks: managed memory within {MemoryBound >> 20} MB", grown <= MemoryBound, () => $"grew by {grown:N0} bytes");
    }
}
