namespace Baton;

/// <summary>
/// One queue of <see cref="Errands"/>, and its threads. One thread runs the errands, in the order in which they were sent.
/// </summary>
/// <remarks>
/// If an errand blocks, the clock sees that the queue does not get on, and another thread takes over. So errands never wait for each other
/// for long. A thread ends when it has had nothing to do for some seconds.
/// </remarks>
internal sealed class ErrandQueue
{
    private const int IdleTimeoutMilliseconds = 5000;

    /// <summary>When the queue has not got on for so long, times the number of its threads or a few, there will be one more.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromMilliseconds(10);

    private static readonly IErrand s_nothing = new ActErrand<Nothing>(static _ => { }, default); // never in the queue

    private readonly Gate _gate = new();
    private readonly ClockTimer _relief;
    private readonly Action _loop;
    private readonly string _threadName;
    private readonly int _mostPatience;

    private IErrand? _first;    // the next to be run; null: none waits. Under the gate
    private IErrand? _last;     // the last to be run; under the gate
    private Runner? _idle;      // the thread that became idle last; null: none is. Under the gate
    private int _live;          // threads, with those that are about to start; under the gate
    private long _taken;        // errands that were taken in all; under the gate
    private long _takenBefore;  // errands that had been taken when the clock last looked; under the gate
    private bool _isWatched;    // will the clock look? Under the gate

    /// <param name="threadName">Of its threads.</param>
    /// <param name="mostPatience">With so many threads, and more, one more comes after so many times the patience.</param>
    internal ErrandQueue(string threadName, int mostPatience)
    {
        (_threadName, _mostPatience) = (threadName, mostPatience);
        _relief = new ClockTimer(static queue => ((ErrandQueue)queue).Relieve(), this);
        _loop = () => NewRunner().Loop();
    }

    /// <summary>Its threads, with those that wait for an errand.</summary>
    internal int Threads
    {
        get
        {
            using (_gate.Enter())
            {
                return _live;
            }
        }
    }

    /// <inheritdoc cref="Errands.Send(IErrand)"/>
    internal void Send(IErrand errand)
    {
        ThreadSlots.InsistOnBeingReady(); // a runner that is off the list must get its errand
        Runner? idle;
        bool starts = false;
        bool watches = false;
        using (_gate.Enter())
        {
            idle = _idle;
            if (idle is not null)
            {
                _idle = idle.Older;
                _taken++;
            }
            else
            {
                Append(errand);
                starts = _live == 0;
                _live += starts ? 1 : 0;
                watches = !_isWatched && !starts;
                WatchFrom(watches);
            }
        }

        idle?.Give(errand);
        if (starts)
        {
            Start();
        }
        else if (watches)
        {
            _relief.Set(s_patience);
        }
    }

    /// <summary>The library is being unloaded: the idle threads end.</summary>
    internal void LeaveNoThreadIdle()
    {
        Runner? idle;
        using (_gate.Enter())
        {
            idle = _idle;
            _idle = null;
        }

        while (idle is not null)
        {
            Runner next = idle;
            idle = next.Older;
            next.Give(s_nothing);
        }
    }

    private void Append(IErrand errand)
    {
        _gate.AssertHeld();
        if (_last is null)
        {
            _first = errand;
        }
        else
        {
            _last.Next = errand;
        }

        _last = errand;
    }

    private void WatchFrom(bool now)
    {
        _gate.AssertHeld();
        if (now)
        {
            _isWatched = true;
            _takenBefore = _taken;
        }
    }

    // The clock's thread.
    private void Relieve()
    {
        bool starts;
        TimeSpan again = s_patience;
        using (_gate.Enter())
        {
            _isWatched = _first is not null;
            starts = _isWatched && _taken == _takenBefore;
            _live += starts ? 1 : 0;
            _takenBefore = _taken;
            again *= Math.Clamp(_live, 1, _mostPatience);
            if (!_isWatched)
            {
                return;
            }
        }

        if (starts)
        {
            Start();
        }

        _relief.Set(again);
    }

    private void Start()
    {
        if (!HouseThread.TryStart(_threadName, _loop))
        {
            bool watches;
            using (_gate.Enter())
            {
                _live--;
                watches = !_isWatched;
                WatchFrom(watches);
            }

            if (watches)
            {
                _relief.Set(s_patience); // tries again
            }
        }
    }

    // The errands wait for the thread.
    private Runner NewRunner()
    {
        Runner? made = null;
        while (made is null)
        {
            try
            {
                ThreadSlots.Prepare();
                made = new Runner(this);
            }
            catch (Exception e) when (NoMemory.Is(e))
            {
                Uninterrupted.TrySleep(1);
            }
        }

        return made;
    }

    /// <summary>Takes the next errand. Null: there is none, and the thread is in the list of those that are idle.</summary>
    private IErrand? Take(Runner runner)
    {
        using (_gate.Enter())
        {
            IErrand? errand = _first;
            if (errand is null)
            {
                runner.Older = _idle;
                _idle = runner;
                return null;
            }

            _first = errand.Next;
            _last = _first is null ? null : _last;
            errand.Next = null;
            _taken++;
            return errand;
        }
    }

    /// <summary>The idle thread ends. False when it has been taken off the list: an errand is on its way to it.</summary>
    private bool TryRetire(Runner runner)
    {
        using (_gate.Enter())
        {
            Runner? newer = null;
            Runner? found = _idle;
            for (; found is not null && found != runner; found = found.Older)
            {
                newer = found;
            }

            if (found is null)
            {
                return false;
            }

            if (newer is null)
            {
                _idle = runner.Older;
            }
            else
            {
                newer.Older = runner.Older;
            }

            _live--;
            return true;
        }
    }

    /// <summary>One thread that runs errands.</summary>
    private sealed class Runner(ErrandQueue queue)
    {
        private readonly Lane<IErrand?> _inbox = new();
        private readonly SpinLease _lease = new();
        private SpinTuner _tuner = new(SpinTuner.Short); // the thread's own

        /// <summary>The thread that became idle before this one; null at the end. Under the gate, while this thread is idle.</summary>
        internal Runner? Older { get; set; }

        /// <summary>The sender that has taken the thread off the list of those that are idle.</summary>
        internal void Give(IErrand errand) => _inbox.Pass(errand);

        internal void Loop()
        {
            ExecutionContext unused = ExecutionContext.Capture()!;
            while (RunNext(unused))
            {
            }
        }

        // A method of its own, so that no local variable keeps the errand alive while the thread waits for the next.
        private bool RunNext(ExecutionContext unused)
        {
            if (Next() is not { } errand)
            {
                return false;
            }

            Errands.Run(errand); // nothing of the foreign code that the errand called is left behind it
            Uninterrupted.TakePendingInterrupt();
            SynchronizationContext.SetSynchronizationContext(null);
            ExecutionContext.Restore(unused);
            return true;
        }

        private IErrand? Next()
        {
            IErrand? errand = queue.Take(this);
            int stay = HouseThread.MayStay ? IdleTimeoutMilliseconds : 0;
            if (errand is null && !_inbox.TryTake(stay, _lease, ref _tuner, out errand) && !queue.TryRetire(this))
            {
                errand = _inbox.Take(_lease, ref _tuner);
            }

            _lease.Release();
            return errand;
        }
    }
}
