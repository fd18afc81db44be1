namespace Baton;

/// <summary>
/// Runs what may call foreign code, or may take long, on threads of the library's own. The thread that sends an errand has a baton in hand,
/// or is a worker's or the clock's, and is no place for that. The .NET thread pool is none either: it may be starved.
/// </summary>
/// <remarks>
/// <para>Errands complete tasks and value tasks, run callbacks of tokens, tell listeners, and visit the queues of pools. One thread runs
/// them, in the order in which they were sent. The code that it calls seldom blocks: continuations go to the .NET pool, unless their
/// context or task scheduler is asked where they run.</para>
/// <para>If an errand blocks all the same, the clock sees that the queue does not get on, and another thread takes over. So errands never
/// wait for each other for long. A thread ends when it has had nothing to do for some seconds.</para>
/// </remarks>
internal static class Errands
{
    private const int IdleTimeoutMilliseconds = 5000;

    /// <summary>When the queue has not got on for so long, times the number of threads that run errands, there will be one more.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromMilliseconds(10);

    private static readonly Gate s_gate = new();
    private static readonly ClockTimer s_relief = new(static _ => Relieve(), string.Empty);
    private static readonly Action s_loop = static () => NewRunner().Loop();
    private static readonly IErrand s_nothing = new ActErrand<Nothing>(static _ => { }, default); // never in the queue

    private static IErrand? s_first;    // the next to be run; null: none waits. Under the gate
    private static IErrand? s_last;     // the last to be run; under the gate
    private static Runner? s_idle;      // the thread that became idle last; null: none is. Under the gate
    private static int s_live;          // threads, with those that are about to start; under the gate
    private static long s_taken;        // errands that were taken in all; under the gate
    private static long s_takenBefore;  // errands that had been taken when the clock last looked; under the gate
    private static bool s_isWatched;    // will the clock look? Under the gate

    /// <summary>Threads that run errands, or wait for one. For tests.</summary>
    internal static int Threads
    {
        get
        {
            using (s_gate.Enter())
            {
                return s_live;
            }
        }
    }

    /// <summary>
    /// Any thread, with a baton or without: has the errand run soon. Runs no foreign code, does not wait, and does not fail.
    /// </summary>
    /// <param name="errand">Is in no queue.</param>
    internal static void Send(IErrand errand)
    {
        if (ControlledThread.CurrentRun is { } run)
        {
            run.Send(static errand => ((IErrand)errand).Run(), errand);
            return;
        }

        SendHome(errand);
    }

    /// <summary>As <see cref="Send(IErrand)"/>, but never by a run of a test: for what is told to listeners.</summary>
    internal static void SendHome(IErrand errand)
    {
        Runner? idle;
        bool starts = false;
        bool watches = false;
        using (s_gate.Enter())
        {
            idle = s_idle;
            if (idle is not null)
            {
                s_idle = idle.Older;
                s_taken++;
            }
            else
            {
                Append(errand);
                starts = s_live == 0;
                s_live += starts ? 1 : 0;
                watches = !s_isWatched && !starts;
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
            s_relief.Set(s_patience);
        }
    }

    /// <summary>As <see cref="Send(IErrand)"/>, for what needs no object of its own. May fail for want of memory.</summary>
    internal static void Send<T>(Action<T> action, T on) => Send(new ActErrand<T>(action, on));

    /// <summary>The library is being unloaded: the idle threads end.</summary>
    internal static void LeaveNoThreadIdle()
    {
        Runner? idle;
        using (s_gate.Enter())
        {
            idle = s_idle;
            s_idle = null;
        }

        while (idle is not null)
        {
            Runner next = idle;
            idle = next.Older;
            next.Give(s_nothing);
        }
    }

    private static void Append(IErrand errand)
    {
        s_gate.AssertHeld();
        if (s_last is null)
        {
            s_first = errand;
        }
        else
        {
            s_last.Next = errand;
        }

        s_last = errand;
    }

    private static void WatchFrom(bool now)
    {
        s_gate.AssertHeld();
        if (now)
        {
            s_isWatched = true;
            s_takenBefore = s_taken;
        }
    }

    // The clock's thread.
    private static void Relieve()
    {
        bool starts;
        TimeSpan again = s_patience;
        using (s_gate.Enter())
        {
            s_isWatched = s_first is not null;
            starts = s_isWatched && s_taken == s_takenBefore;
            s_live += starts ? 1 : 0;
            s_takenBefore = s_taken;
            again *= Math.Max(1, s_live);
            if (!s_isWatched)
            {
                return;
            }
        }

        if (starts)
        {
            Start();
        }

        s_relief.Set(again);
    }

    private static void Start()
    {
        if (!HouseThread.TryStart("Baton errands", s_loop))
        {
            bool watches;
            using (s_gate.Enter())
            {
                s_live--;
                watches = !s_isWatched;
                WatchFrom(watches);
            }

            if (watches)
            {
                s_relief.Set(s_patience); // tries again
            }
        }
    }

    // The errands wait for the thread.
    private static Runner NewRunner()
    {
        Runner? made = null;
        while (made is null)
        {
            try
            {
                ThreadSlots.Prepare();
                made = new Runner();
            }
            catch (Exception e) when (NoMemory.Is(e))
            {
                Uninterrupted.TrySleep(1);
            }
        }

        return made;
    }

    /// <summary>Takes the next errand. Null: there is none, and the thread is in the list of those that are idle.</summary>
    private static IErrand? Take(Runner runner)
    {
        using (s_gate.Enter())
        {
            IErrand? errand = s_first;
            if (errand is null)
            {
                runner.Older = s_idle;
                s_idle = runner;
                return null;
            }

            s_first = errand.Next;
            s_last = s_first is null ? null : s_last;
            errand.Next = null;
            s_taken++;
            return errand;
        }
    }

    /// <summary>The idle thread ends. False when it has been taken off the list: an errand is on its way to it.</summary>
    private static bool TryRetire(Runner runner)
    {
        using (s_gate.Enter())
        {
            Runner? newer = null;
            Runner? found = s_idle;
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
                s_idle = runner.Older;
            }
            else
            {
                newer.Older = runner.Older;
            }

            s_live--;
            return true;
        }
    }

    /// <summary>One thread that runs errands.</summary>
    private sealed class Runner
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
            while (Next() is { } errand)
            {
                NoMemory.Insist(static errand => errand.Run(), errand);

                // Nothing of the foreign code that the errand called is left.
                Uninterrupted.TakePendingInterrupt();
                SynchronizationContext.SetSynchronizationContext(null);
                ExecutionContext.Restore(unused);
            }
        }

        private IErrand? Next()
        {
            IErrand? errand = Errands.Take(this);
            int stay = HouseThread.MayStay ? IdleTimeoutMilliseconds : 0;
            if (errand is null && !_inbox.TryTake(stay, _lease, ref _tuner, out errand) && !TryRetire(this))
            {
                errand = _inbox.Take(_lease, ref _tuner);
            }

            _lease.Release();
            return errand;
        }
    }
}
