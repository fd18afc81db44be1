using System.Globalization;
using System.Text;

namespace Baton;

/// <summary>
/// Looks at regular intervals at a pool in which work waits for a thread. An event tells, once, if all threads have been held in waits for
/// some looks, and nothing has got on.
/// </summary>
/// <remarks>
/// <para>What the threads wait for may be that very work, by way of a task that does not show what it is made of, or by a call that blocks.
/// That cannot be proved, so nothing is thrown. The threads may also wait for something else, and go on later.</para>
/// <para>There is progress if work was taken from the queue, a thread has another tenant, a scheduler has given a frame its turn, or a
/// thread has run (Linux). Elsewhere coroutines go on without a sign, so nothing is told while a coroutine has a thread. Nor is anything
/// told while one is suspended, for its thread may come back at any time.</para>
/// <para>The timer is set when work is queued, and again after a look that finds work there.</para>
/// </remarks>
/// <param name="pool">The pool.</param>
/// <param name="interval">The time between two looks.</param>
internal sealed class FullPoolWatch(WorkerPool pool, TimeSpan interval)
{
    private static readonly Action<FullPoolWatch> s_look = static watch => watch.Look();
    private static readonly Action<FullPoolWatch> s_send = static watch => Errands.Send(s_look, watch);

    private const int LooksToTell = 4;

    private ClockTimer? _timer;     // made when first needed; the thread that has set _isSet
    private int _isSet;             // 1: a look will come; interlocked
    private long _before;           // what the last look saw; the errand
    private int _looks;             // looks in a row that have seen that; the errand

    /// <summary>Any thread, off the pool's gate: work was queued. Does not fail. A run of a test is not watched.</summary>
    internal void Start()
    {
        if (pool.Run is null && Volatile.Read(ref _isSet) == 0 && Interlocked.Exchange(ref _isSet, 1) == 0)
        {
            _looks = 0;
            Set();
        }
    }

    private void Set()
    {
        try
        {
            // The clock must not keep a pool alive that users have dropped.
            _timer ??= new ClockTimer(static watch => SendTo((WeakReference<FullPoolWatch>)watch), new WeakReference<FullPoolWatch>(this));
            _timer.Set(interval);
        }
        catch (Exception e) when (NoMemory.Is(e))
        {
            Volatile.Write(ref _isSet, 0); // the next work that is queued tries again
        }
    }

    private static void SendTo(WeakReference<FullPoolWatch> watch)
    {
        if (watch.TryGetTarget(out FullPoolWatch? alive))
        {
            NoMemory.Insist(s_send, alive);
        }
    }

    private void Look()
    {
        if (pool.Counts.Queued == 0)
        {
            Interlocked.Exchange(ref _isSet, 0);
            if (pool.Counts.Queued == 0 || Interlocked.Exchange(ref _isSet, 1) != 0)
            {
                return;
            }
        }

        try
        {
            LookAtThreads();
        }
        catch (Exception e) when (NoMemory.Is(e))
        {
            _looks = 0; // the next looks are complete
        }

        Set();
    }

    private void LookAtThreads()
    {
        PoolCounts now = pool.Counts;
        List<Worker> busy = pool.Threads.Busy;
        bool stands = pool.IsOutOfThreads
            && busy.TrueForAll(static worker => worker.Waits && worker.Tenant?.Rests != true)
            && (now.Coroutines == 0 || busy.TrueForAll(static worker => SystemLocks.TimesRun(worker.ThreadNumber) > 0));
        long seen = stands ? Fingerprint(busy) : 0;
        _looks = !stands ? 0 : seen == _before ? _looks + 1 : 1;
        _before = seen;
        if (_looks == LooksToTell)
        {
            Telemetry.StoodStill($"pool '{pool.Name}'", Describe(now, busy));
        }
    }

    private long Fingerprint(List<Worker> busy)
    {
        HashCode hash = default;
        hash.Add(pool.Work.Taken);
        foreach (Worker worker in busy)
        {
            hash.Add(worker);
            hash.Add(worker.Tenant);
            hash.Add(worker.Tenant?.Steps);
            hash.Add(SystemLocks.TimesRun(worker.ThreadNumber));
        }

        return hash.ToHashCode();
    }

    private string Describe(PoolCounts now, List<Worker> busy)
    {
        int work = busy.Count(static worker => worker.Tenant is WorkItem);
        int coroutines = busy.Count(static worker => worker.Tenant is { IsCoroutine: true });
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"No thread has come free for some seconds, and {now.Queued} pieces of work wait in ")
            .Append(CultureInfo.InvariantCulture, $"the queue. Of the {now.Live} threads (at most {pool.MaxThreads}), all of which wait, ")
            .Append(CultureInfo.InvariantCulture, $"{busy.Count - work - coroutines} belong to frames, {work} to work")
            .Append(coroutines > 0 ? string.Create(CultureInfo.InvariantCulture, $", {coroutines} to coroutines") : "")
            .Append(now.WrittenOff > 0 ? string.Create(CultureInfo.InvariantCulture, $", and {now.WrittenOff} are written off") : "")
            .Append(". If they wait for what is queued, as by Task.WhenAll or Wait, none of this ever goes on. Await the work by Await, ")
            .Append("or frames by Frame.AwaitAll: then the deadlock is told to the code. Or raise CoroutineThreadPoolOptions.MaxThreads, ")
            .Append("or give the work a pool of its own.");
        foreach (string holder in busy.Take(5).Select(static worker => worker.Tenant?.ToString()).OfType<string>().Distinct())
        {
            text.AppendLine().Append("  a thread is held by ").Append(holder);
        }

        return text.ToString();
    }
}
