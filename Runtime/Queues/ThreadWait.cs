using System.Diagnostics;

namespace Baton;

/// <summary>
/// The wait of a thread outside every scheduler. The thread blocks for as long; an interrupt ends the wait, as it ends other waits.
/// </summary>
[StackTraceHidden]
internal sealed class ThreadWait : CallWait
{
    [ThreadStatic]
    private static ThreadWait? s_own;   // the thread's own; null while in use: code that a blocked thread is made to run gets another

    private readonly ThreadPlace _place;
    private readonly ThreadWait _lender;
    private string _what = "";                                  // completes "To …"; the party, when the wait begins
    private OutsideToken? _outside;                             // the token that may end this wait, beside the call's; the party
    private CancellationTokenRegistration _outsideRegistration; // with that token; the party

    private ThreadWait()
    {
        _place = new ThreadPlace();
        _lender = this;
    }

    private ThreadWait(ThreadWait lender)
    {
        _place = lender._place;
        _lender = lender;
    }

    internal Thread Thread => _place.Record.Thread;

    internal override TimeProvider Clock => TimeProvider.System;

    internal static ThreadWait BeginHere(string what, bool isOwn)
    {
        BlockingOutside.Enter(what);
        ThreadWait own = s_own ?? new ThreadWait();
        s_own = null;
        ThreadWait wait = isOwn ? new ThreadWait(own) : own;
        wait._what = what;
        wait.Reopen();
        return wait;
    }

    internal override void Await()
    {
        ControlledThread.Current?.Announce(_what);
        object? around = _place.Record.BeginWait(this);
        if (!_place.TryTakeUntilInterrupted(_what) && !TryClaim(Withdrawn))
        {
            _place.Take(); // the wait is claimed, so the wake-up is on the way
        }

        _place.Record.EndWait(around);
    }

    internal override void Wake() => _place.Pass();

    internal override void Watch(CancellationToken token)
    {
        base.Watch(token);
        _outside = OutsideToken.Untold;
        if (_outside is not null)
        {
            Uninterrupted.Run(
                static wait => wait._outsideRegistration =
                    wait._outside!.Token.UnsafeRegister(static wait => ((QueueWait)wait!).Cancel(), wait),
                this);
        }
    }

    internal override void ThrowCanceled(ref CancellationToken token)
    {
        OutsideToken? outside = _outside;
        _outside = null;
        if (token.IsCancellationRequested || outside is null)
        {
            base.ThrowCanceled(ref token);
        }
        else if (!outside.IsSilent)
        {
            throw outside.Tell();
        }
    }

    protected override void Leave()
    {
        if (_outsideRegistration != default)
        {
            Uninterrupted.Dispose(_outsideRegistration);
            _outsideRegistration = default;
        }

        _outside = Claim == Canceled ? _outside : null; // a thread must not keep it alive
        s_own = _lender;
    }

    internal override void ThrowWithdrawn()
    {
        Worker.DropPendingInterrupt(); // what is thrown is this interrupt
        throw new ThreadInterruptedException();
    }

    /// <summary>
    /// Where the thread parks: one lane for all its waits. Each wait is woken at most once, and takes that unless it withdraws.
    /// </summary>
    private sealed class ThreadPlace
    {
        private readonly Lane<Nothing> _lane = new();
        private readonly SpinLease _lease = new();
        private SpinTuner _tuner = new(SpinTuner.Short); // the thread's own
        private bool _isTaken;  // has a wake-up come to a wait that is long? the thread

        internal ThreadRecord Record { get; } = ThreadRecord.Own;

        internal void Pass() => _lane.Pass(default);

        internal bool TryTakeUntilInterrupted(string what)
        {
            bool taken = TryTake(StuckCoroutine.LookAfter) || (!IsInterrupted() && TryTakeLate(what));
            _lease.Release(); // the thread may not wait again for long
            return taken;
        }

        // Does not fail, since the wait is listed: without memory it goes on unseen.
        private bool TryTakeLate(string what)
        {
            _isTaken = false;
            try
            {
                GoOn(what);
            }
            catch (Exception e) when (NoMemory.Is(e))
            {
                while (!EndsWithin(Timeout.Infinite))
                {
                    // woken for nothing
                }
            }

            return _isTaken;
        }

        private void GoOn(string what) => InitializerWait.GoOn(EndsWithin, InitializerWait.ThreadThat(what), awaited: null);

        private bool EndsWithin(int timeout) => _isTaken || (_isTaken = TryTake(timeout)) || IsInterrupted();

        private bool TryTake(int timeout) => _lane.TryTake(LaneBase.UntilInterruptedOr(timeout), _lease, ref _tuner, out _);

        // An interrupt stays pending.
        private static bool IsInterrupted()
        {
            using Quiet quiet = Quiet.Begin();
            bool isInterrupted = Uninterrupted.TakePendingInterrupt();
            if (isInterrupted)
            {
                Thread.CurrentThread.Interrupt();
            }

            return isInterrupted;
        }

        internal void Take()
        {
            _lane.Take(_lease, ref _tuner);
            _lease.Release();
        }
    }
}
