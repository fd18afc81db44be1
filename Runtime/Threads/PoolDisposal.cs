using System.Diagnostics;

namespace Baton;

/// <summary>
/// How a pool ends. Disposed, it is closed, and then waited for within its dispose timeout. Dropped, it only ends its idle threads.
/// </summary>
internal sealed class PoolDisposal(WorkerPool pool, Gate gate, Roster roster, PoolLife life, TimeSpan timeout)
{
    private int _hasTold; // 1: an event has told of the threads that were left; interlocked, any thread

    private TimeSpan Timeout => timeout;

    private Task Ended => life.Ended;

    /// <summary>Closes the pool, and waits for the threads that were idle. Blocks meanwhile.</summary>
    internal void Dispose()
    {
        long start = Stopwatch.GetTimestamp();
        using Quiet quiet = Quiet.Begin();
        foreach (Worker worker in Close().Where(worker => worker.Thread != Thread.CurrentThread))
        {
            if (!worker.Thread.Join(Left(start)))
            {
                TellOnce(later: false);
                break;
            }
        }
    }

    /// <summary>Closes the pool, and waits for all its threads, without blocking.</summary>
    internal Task DisposeAsync()
    {
        using (Quiet.Begin())
        {
            Close();
        }

        return Ended.IsCompleted ? Task.CompletedTask : new Wait(this).Begin();
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

        while (TakeIdle(WorkerState.Leaving) is { } worker)
        {
            worker.Assign(null);
        }
    }

    /// <summary>Refuses everything new, fails what is queued, and has the idle threads end. Returns these.</summary>
    private List<Worker> Close()
    {
        bool isOver;
        using (gate.Enter())
        {
            life.Close();
            isOver = life.TryEnd();
        }

        List<Worker> leaving = [];
        while (TakeIdle(WorkerState.LeavingWithPlace) is { } worker)
        {
            worker.Assign(null);
            leaving.Add(worker);
        }

        pool.Work.Serve(QueueOccasion.Closed);
        life.SignalEnd(isOver);
        return leaving;
    }

    private Worker? TakeIdle(WorkerState to)
    {
        using (gate.Enter())
        {
            Worker? worker = roster.NewestIdle;
            if (worker is not null)
            {
                roster.MoveTo(worker, to);
            }

            return worker;
        }
    }

    private TimeSpan Left(long start)
    {
        TimeSpan left = timeout - Stopwatch.GetElapsedTime(start);
        return timeout == System.Threading.Timeout.InfiniteTimeSpan ? timeout : left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    private void TellOnce(bool later)
    {
        if (Interlocked.Exchange(ref _hasTold, 1) != 0)
        {
            return;
        }

        PoolCounts left = pool.Counts;
        string report = $"{left.Live} after {timeout.TotalSeconds:0.###} s. {left.Coroutines} have coroutines, running or suspended, and " +
            $"{left.Live - left.Coroutines - left.Idle} have work, frames or what is quarantined";
        Telemetry.ThreadsLeft(pool.Name, report, later);
    }

    /// <summary>One wait for the pool's end. It needs no thread of the .NET thread pool.</summary>
    private sealed class Wait(PoolDisposal disposal)
    {
        // Foreign continuations run neither on the pool's last thread nor on the timer's.
        private readonly TaskCompletionSource _over = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private QuietTimer? _timer; // fires when the time is over; null: there is no limit. Begin, before it returns

        internal Task Begin()
        {
            if (disposal.Timeout != System.Threading.Timeout.InfiniteTimeSpan)
            {
                _timer = QuietTimer.Create(static wait => ((Wait)wait!).OnTimeout(), this);
                _timer.Value.Set(disposal.Timeout);
            }

            disposal.Ended.ContinueWith(
                static (_, wait) => ((Wait)wait!).OnEnded(),
                this,
                CancellationToken.None,
                TaskContinuationOptions.ExecuteSynchronously,
                TaskScheduler.Default);
            return _over.Task;
        }

        private void OnEnded()
        {
            _timer?.Dispose();
            _over.TrySetResult();
        }

        private void OnTimeout()
        {
            if (!disposal.Ended.IsCompleted)
            {
                disposal.TellOnce(later: true);
            }

            _over.TrySetResult();
        }
    }
}
