using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Baton;

/// <summary>
/// How a pool ends. Disposed, it is closed, and then waited for within its dispose timeout. Dropped, it only ends its idle threads.
/// </summary>
internal sealed class PoolDisposal(WorkerPool pool, Gate gate, PoolLife life, TimeSpan timeout)
{
    private int _hasTold; // 1: an event has told of the threads that were left; interlocked, any thread

    private TimeSpan Timeout => timeout;

    private Task Ended => life.Ended;

    private bool HasThreads => pool.Counts.Live > 0;

    /// <summary>Closes the pool, and waits for the threads that were idle. Blocks meanwhile.</summary>
    internal void Dispose()
    {
        long start = Stopwatch.GetTimestamp();
        using Quiet quiet = Quiet.Begin();
        foreach (Worker worker in Close().Where(worker => worker.Thread != Thread.CurrentThread))
        {
            if (!TryJoin(worker, start))
            {
                TellOnce(start, later: false);
                break;
            }
        }
    }

    private bool TryJoin(Worker worker, long start) =>
        ControlledThread.Current is null ? TryJoinHere(worker, start) : worker.JoinLeaving(timeout);

    // An interrupt is for the code behind the disposal.
    private bool TryJoinHere(Worker worker, long start)
    {
        StrongBox<bool> hasEnded = new();
        Uninterrupted.Run(
            static wait => wait.hasEnded.Value = wait.worker.Thread.Join(wait.me.Left(wait.start)), (hasEnded, worker, me: this, start));
        return hasEnded.Value;
    }

    /// <summary>Closes the pool, and waits for all its threads but those that are written off, without blocking.</summary>
    internal Task DisposeAsync()
    {
        using (Quiet.Begin())
        {
            Close();
        }

        return Ended.IsCompleted && !HasThreads ? Task.CompletedTask : new Wait(this).Begin();
    }

    /// <summary>
    /// No user has a handle any more: has the idle threads end, and keeps none from now on. What has a thread, or waits for one, goes on.
    /// Does not block, and does not fail: it is called by the finalizer's thread.
    /// </summary>
    internal void Drop()
    {
        using (gate.Enter())
        {
            life.Drop();
        }

        while (pool.Threads.TryEvict() is not null)
        {
            // Told to leave.
        }
    }

    /// <summary>Refuses everything new, fails what is queued, and has the idle threads end. Returns these.</summary>
    private List<Worker> Close()
    {
        List<Worker> leaving = []; // before anything has changed, for the memory
        bool isOver;
        using (gate.Enter())
        {
            life.Close();
            isOver = life.TryEnd();
        }

        while (pool.Threads.TryEvict() is { } worker)
        {
            TryAdd(leaving, worker);
        }

        pool.Work.Serve(QueueOccasion.Closed);
        life.SignalEnd(isOver);
        return leaving;
    }

    // Without memory the thread is not waited for.
    private static void TryAdd(List<Worker> leaving, Worker worker)
    {
        try
        {
            leaving.Add(worker);
        }
        catch (Exception e) when (NoMemory.Is(e))
        {
            // It leaves by itself.
        }
    }

    private TimeSpan Left(long start)
    {
        TimeSpan left = timeout - Stopwatch.GetElapsedTime(start);
        return timeout == System.Threading.Timeout.InfiniteTimeSpan ? timeout : left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    private void TellOnce(long start, bool later)
    {
        if (Interlocked.Exchange(ref _hasTold, 1) != 0)
        {
            return;
        }

        PoolCounts left = pool.Counts;
        string report = $"{left.Live} after {Stopwatch.GetElapsedTime(start).TotalSeconds:0.###} s. {left.Coroutines} have coroutines, " +
            $"running or suspended, {left.WrittenOff} have what is quarantined or was given up, and " +
            $"{left.Live - left.Coroutines - left.Idle - left.WrittenOff} have work or frames, or are about to end";
        Telemetry.ThreadsLeft(pool.Name, report, later);
    }

    /// <summary>One wait, without a thread, for the pool's end or for the end of the time. An errand reports what is left.</summary>
    private sealed class Wait : EndListener, IErrand
    {
        private readonly PoolDisposal _disposal;
        private readonly TaskCompletionSource<Nothing> _over = TaskEnd.NewTask<Nothing>();
        private readonly ClockTimer _limit;
        private readonly long _start = Stopwatch.GetTimestamp();
        private int _isOver; // 1: the pool or the time has ended; interlocked

        internal Wait(PoolDisposal disposal)
        {
            _disposal = disposal;
            _limit = new ClockTimer(static wait => ((Wait)wait).OnEnd(), this);
        }

        IErrand? IErrand.Next { get; set; }

        internal Task<Nothing> Begin()
        {
            _limit.Set(_disposal.Timeout);
            if (!TaskEnd.Of(_disposal.Ended)!.TryListen(this))
            {
                OnEnd();
            }

            return _over.Task;
        }

        internal override void OnEnd()
        {
            if (Interlocked.Exchange(ref _isOver, 1) == 0)
            {
                Errands.Send(this);
            }
        }

        void IErrand.Run()
        {
            _limit.End();
            TaskEnd.Forget(this);
            TaskEnd.AwaitIfTold(_disposal.Ended);
            if (_disposal.HasThreads)
            {
                _disposal.TellOnce(_start, later: false);
            }

            using Elsewhere elsewhere = TaskEnd.Tell(_over);
            _over.TrySetResult(default);
        }
    }
}
