using System.Runtime.CompilerServices;

namespace Baton;

/// <summary>
/// How a pool ends. Disposed, it is closed, and then waited for within its dispose timeout. Dropped, it only ends its idle threads.
/// </summary>
internal sealed class PoolDisposal(WorkerPool pool, Gate gate, PoolLife life, TimeSpan timeout)
{
    private static readonly Action<PoolDisposal> s_tell = static me => me.Tell();

    private readonly DisposalTime _timeOfIdle = new(timeout); // for the threads that were idle: from the first disposal on
    private readonly DisposalTime _timeOfAll = new(timeout);  // for all threads: from the first DisposeAsync on
    private int _hasTold;       // 1: threads were given up, and an event has told of them; interlocked, any thread
    private Leaving? _leaving;  // the threads that disposals have told to leave; null: none. Interlocked, each disposing thread adds
    private int _evicting;      // disposals that have told a thread to leave and not added it yet; interlocked, each disposing thread
    private Wait? _wait;        // null: nobody has waited for all threads; interlocked, once

    private Task Ended => life.Ended;

    private bool HasThreads => pool.Counts.Live > 0;

    private bool HasGivenUp => Volatile.Read(ref _hasTold) != 0;

    /// <summary>
    /// Closes the pool, and waits for the threads that were idle, whichever disposal has told them to leave. Blocks meanwhile. One of these
    /// threads itself waits for none: others wait for it.
    /// </summary>
    internal void Dispose()
    {
        using Quiet quiet = Quiet.Begin();
        Close();
        _timeOfIdle.Begin();
        Leaving? leaving = Volatile.Read(ref _leaving);
        while (leaving is not null && !Has(leaving, Thread.CurrentThread))
        {
            if (leaving.Worker is { } worker && !TryJoin(worker))
            {
                TellOnce();
                return;
            }

            leaving = leaving.Next;
        }
    }

    private static bool Has(Leaving first, Thread thread)
    {
        Leaving? leaving = first;
        while (leaving is not null && leaving.Worker?.Thread != thread)
        {
            leaving = leaving.Next;
        }

        return leaving is not null;
    }

    private bool TryJoin(Worker worker) => ControlledThread.Current is null ? TryJoinHere(worker) : worker.JoinLeaving(LeftForIdle);

    // An interrupt is for the code behind the disposal.
    private bool TryJoinHere(Worker worker)
    {
        StrongBox<bool> hasEnded = new();
        Uninterrupted.Run(
            static wait => wait.hasEnded.Value = wait.worker.Thread.Join(wait.me.LeftForIdle), (hasEnded, worker, me: this));
        return hasEnded.Value;
    }

    /// <summary>Closes the pool, and waits for all its threads but those that are written off, without blocking.</summary>
    /// <param name="token">Gives up the threads that are left.</param>
    internal Task DisposeAsync(CancellationToken token)
    {
        Wait all = OneWait(); // first, as what may fail: nothing has begun yet
        GivingUpToken? givesUp = GivingUpToken.Prepare(all.Over, all.OnEnd, token);
        using (Quiet.Begin())
        {
            Close();
        }

        if (Ended.IsCompleted && !HasThreads)
        {
            all.OnEnd();
            return Task.CompletedTask;
        }

        _timeOfIdle.Begin();
        _timeOfAll.Begin();
        all.Begin();
        givesUp?.Begin();
        return all.Over;
    }

    private Wait OneWait()
    {
        Wait? wait = Volatile.Read(ref _wait);
        if (wait is null)
        {
            Wait made = new(this);
            wait = Interlocked.CompareExchange(ref _wait, made, null) ?? made;
        }

        return wait;
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

    private TimeSpan LeftForIdle => HasGivenUp ? TimeSpan.Zero : _timeOfIdle.Left;

    // Refuses everything new, fails what is queued, and has the idle threads end.
    private void Close()
    {
        bool isOver;
        using (gate.Enter())
        {
            life.Close();
            isOver = life.TryEnd();
        }

        EvictAll();
        pool.Work.Serve(QueueOccasion.Closed);
        life.SignalEnd(isOver);
    }

    private void EvictAll()
    {
        Interlocked.Increment(ref _evicting);
        try
        {
            while (pool.Threads.TryEvict() is { } worker)
            {
                TryAdd(worker);
            }
        }
        finally
        {
            Interlocked.Decrement(ref _evicting);
        }

        Moment others = default; // of a disposal at the same time, whose threads are this one's to wait for
        while (Volatile.Read(ref _evicting) != 0)
        {
            others.Spin();
        }
    }

    // Without memory the thread is not waited for.
    private void TryAdd(Worker worker)
    {
        try
        {
            Leaving leaving = new(worker);
            do
            {
                leaving.Next = Volatile.Read(ref _leaving);
            }
            while (Interlocked.CompareExchange(ref _leaving, leaving, leaving.Next) != leaving.Next);
        }
        catch (Exception e) when (NoMemory.Is(e))
        {
            // It leaves by itself.
        }
    }

    private void TellOnce()
    {
        if (Interlocked.Exchange(ref _hasTold, 1) != 0)
        {
            return;
        }

        NoMemory.Insist(s_tell, this);
    }

    private void Tell()
    {
        PoolCounts left = pool.Counts;
        string report = $"{left.Live} after {_timeOfIdle.Elapsed.TotalSeconds:0.###} s. {left.Coroutines} have coroutines, " +
            $"running or suspended, {left.WrittenOff} have what is quarantined or was given up, and " +
            $"{left.Live - left.Coroutines - left.Idle - left.WrittenOff} have work or frames, or are about to end";
        Telemetry.ThreadsLeft(pool.Name, report);
    }

    /// <summary>
    /// The one wait, without a thread, of all who wait so: for the pool's end, or for the end of the time. An errand reports what is left.
    /// </summary>
    private sealed class Wait : EndListener, IErrand
    {
        private readonly PoolDisposal _disposal;
        private readonly TaskCompletionSource<Nothing> _over = TaskEnd.NewTask<Nothing>();
        private readonly ClockTimer _limit;
        private int _hasBegun; // 1: a disposal has begun; interlocked, once
        private int _isOver; // 1: the pool or the time has ended; interlocked

        internal Wait(PoolDisposal disposal)
        {
            _disposal = disposal;
            _limit = new ClockTimer(static wait => ((Wait)wait).OnEnd(), this);
        }

        internal Task Over => _over.Task;

        IErrand? IErrand.Next { get; set; }

        // Of several disposals, the first begins it.
        internal void Begin()
        {
            if (Interlocked.Exchange(ref _hasBegun, 1) != 0)
            {
                return;
            }

            _limit.Set(_disposal._timeOfAll.Left);
            if (!TaskEnd.Of(_disposal.Ended)!.TryListen(this))
            {
                OnEnd();
            }
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
                _disposal.TellOnce();
            }

            using Elsewhere elsewhere = TaskEnd.Tell(_over);
            _over.TrySetResult(default);
        }
    }

    /// <summary>A thread that was idle, and was told to leave. The handle of a pool does not keep threads that have ended.</summary>
    private sealed class Leaving(Worker worker)
    {
        private readonly WeakReference<Worker> _worker = new(worker);

        /// <summary>Its thread keeps it. Null: the thread has ended.</summary>
        internal Worker? Worker => _worker.TryGetTarget(out Worker? worker) ? worker : null;

        /// <summary>Was told before. Null: this was the first. Written by the thread that adds it, before that.</summary>
        internal Leaving? Next { get; set; }
    }
}
