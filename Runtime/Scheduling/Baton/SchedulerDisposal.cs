using System.Diagnostics;

namespace Baton;

/// <summary>How a scheduler ends before its frames do.</summary>
internal sealed class SchedulerDisposal(SchedulerCore scheduler, TimeSpan limit)
{
    private const int MostNamed = 5;
    private const int MostAttempts = 5;

    private static readonly Action<SchedulerDisposal> s_tell =
        static me => Telemetry.Quarantined(new FramesLeft(me.Handle), $"{me.NamesOfLeft()} {me.WhyLeft}");

    private readonly DisposalTime _time = new(limit);
    private readonly TaskCompletionSource _givenUp = new(); // completed when the token of a disposal has fired; the errand
    private volatile bool _isGivenUp;   // has the token of a disposal fired? the thread that fires it
    private volatile bool _refusing;    // are new frames refused? any thread, from false to true, before the disposal is under way
    private Outlasting? _outlasting;    // null: nobody has waited without a thread; interlocked, once
    private int _over;                  // 1: a disposal has come to its end, or run out of time; interlocked, by the disposing threads

    /// <summary>Any thread: are new frames refused? A frame that arrives at the same moment may still be let in.</summary>
    internal bool IsAskedFor => _refusing;

    /// <summary>Fires when a disposal begins.</summary>
    internal CancellationTokenSource Beginning { get; } = new();

    /// <summary>Holder: are all frames doomed?</summary>
    internal bool IsUnderWay { get; private set; }

    // The calling frame is none of the scheduler's, which would have to wait for it.
    [StackTraceHidden]
    private void ThrowIfOwnFrame()
    {
        if (RunInside.FindFrameOf(scheduler) is { } frame)
        {
            throw new InvalidOperationException($"{frame} disposes its own scheduler, which would have to wait for it. Cancel the " +
                "frames instead.");
        }
    }

    /// <summary>A user's call: a frame of another scheduler is suspended until the end, if it may be. Any other thread blocks.</summary>
    [StackTraceHidden]
    internal void DisposeHere(CoroutineScheduler handle)
    {
        ThrowIfOwnFrame();
        if (FrameCore.Current is { IsSuspensionForbidden: false })
        {
            new AwaitedDisposal(handle).Dispose();
        }
        else
        {
            Dispose();
        }
    }

    /// <summary>As <see cref="DisposeHere"/>, without blocking.</summary>
    /// <param name="token">Gives the disposal up.</param>
    [StackTraceHidden]
    internal ValueTask DisposeAsync(CancellationToken token)
    {
        ThrowIfOwnFrame();
        if (IsOver)
        {
            return ValueTask.CompletedTask;
        }

        Outlasting made = new(this, scheduler); // first, as what may fail: nothing has begun yet
        Outlasting all = Interlocked.CompareExchange(ref _outlasting, made, null) ?? made;
        GivingUpToken? givesUp = GivingUpToken.Prepare(all.Done, GiveUp, token);
        Begin();
        all.Start();
        givesUp?.Begin();
        return new ValueTask(all.Done);
    }

    /// <summary>The schedule of a test is over: as <see cref="DisposeAsync(CancellationToken)"/>, but nobody waits for the end.</summary>
    internal void BeginAtEndOfRun() => Begin();

    // Has all ended, or were the frames given up? Then no disposal waits.
    private bool IsOver => Volatile.Read(ref _over) != 0;

    private CoroutineScheduler Handle => scheduler.Handle;

    private Task Ended => scheduler.Closed.Task;

    private bool HasEnded => Ended.IsCompleted;

    private string WhyLeft => _givenUp.Task.IsCompleted
        ? "had not ended when its disposal was given up"
        : $"did not end within {limit.TotalSeconds:0.###} s of its disposal";

    private void Begin()
    {
        _time.Begin();
        DisposalWord word = new(this, scheduler); // before anything has changed, for the memory
        _refusing = true; // before the word arrives, since the frame with the baton may not look at arrivals for a long time
        Task callbacks = Uninterrupted.Cancel(scheduler.All);
        _ = Uninterrupted.Cancel(Beginning);
        word.Callbacks = callbacks;
        scheduler.Arrive(word);
    }

    // A thread outside the scheduler: dooms all frames and waits for their end, as long as there is time.
    private void Dispose()
    {
        using Quiet quiet = Quiet.Begin();
        if (!IsOver)
        {
            Begin();
            WaitForEnd();
            TellOnce();
        }
    }

    // Threads that wait share a lock with the end of that task. An interrupt of the canceling thread there would lose their waking.
    private void GiveUp()
    {
        _isGivenUp = true;
        _outlasting!.OnEnd();
    }

    // The errand: the threads that wait go on.
    private void WakeIfGivenUp()
    {
        if (_isGivenUp)
        {
            _givenUp.TrySetResult();
        }
    }

    private void WaitForEnd()
    {
        if (ControlledThread.Current is { } thread)
        {
            thread.Await("the end of a scheduler", () => HasEnded || _givenUp.Task.IsCompleted, mayThrow: false, _time.Left);
        }
        else
        {
            // An interrupt is for the code behind the disposal: nobody would look at what the frames have left behind else.
            Uninterrupted.Run(static me => Task.WaitAny([me.Ended, me._givenUp.Task], me._time.Left), this);
        }
    }

    // The time of all disposals is over, or the frames have ended.
    private void TellOnce()
    {
        if (Interlocked.Exchange(ref _over, 1) != 0)
        {
            return; // another disposing thread has reported
        }

        if (HasEnded)
        {
            foreach (FrameCore failed in scheduler.Failures.TakeAll())
            {
                UnobservedFailures.Tell(failed);
            }
        }
        else
        {
            NoMemory.Insist(s_tell, this);
        }
    }

    // The list is the holder's, who may change it meanwhile. Frames that have not arrived are in no list.
    private string NamesOfLeft()
    {
        for (int attempt = 0; attempt < MostAttempts; attempt++)
        {
            try
            {
                List<string> names = [.. scheduler.Live.Take(MostNamed).Select(static frame => frame.ToString())];
                int more = scheduler.Live.Count - names.Count;
                return names.Count == 0 ? "some of its frames" : string.Join(", ", names) + (more > 0 ? $" and {more} more" : string.Empty);
            }
            catch (Exception e) when (e is InvalidOperationException or NullReferenceException)
            {
                // the list has changed
            }
        }

        return "some of its frames";
    }

    private void Accept(Task callbacks)
    {
        scheduler.AssertHolder();
        IsUnderWay = true;
        bool isHeld = scheduler.Cascade.TryHold();
        LinkedListNode<FrameCore>? next = scheduler.Live.First;
        while (next is not null)
        {
            FrameCore frame = next.Value;
            next = next.Next;
            if (frame.Cancellation.HasToken) // without a token, the frame has given none to what it waits for
            {
                frame.Cancellation.Callbacks.Add(callbacks);
            }

            frame.Cancellation.Doom(); // may end this frame, and no other: the cascade is held back
        }

        if (isHeld)
        {
            scheduler.Cascade.Release();
        }
    }

    /// <summary>
    /// The one wait, without a thread, of all who wait so: for the scheduler's end, or for the end of the time. An errand reports.
    /// </summary>
    private sealed class Outlasting : EndListener, IErrand
    {
        private readonly SchedulerDisposal _disposal;
        private readonly SchedulerCore _scheduler;
        private readonly TaskCompletionSource<Nothing> _done = TaskEnd.NewTask<Nothing>();
        private readonly ClockTimer _limit;
        private int _hasStarted; // 1: a disposal has begun; interlocked, once
        private int _isOver; // 1: the scheduler or the time has ended; interlocked

        internal Outlasting(SchedulerDisposal disposal, SchedulerCore scheduler)
        {
            (_disposal, _scheduler) = (disposal, scheduler);
            _limit = new ClockTimer(static self => ((Outlasting)self).OnEnd(), this);
        }

        internal Task Done => _done.Task;

        IErrand? IErrand.Next { get; set; }

        // Of several disposals, the first starts it.
        internal void Start()
        {
            if (Interlocked.Exchange(ref _hasStarted, 1) != 0)
            {
                return;
            }

            _limit.Set(_disposal._time.Left);
            if (!_scheduler.ClosedEnd.TryListen(this))
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
            _disposal.WakeIfGivenUp();
            _disposal.TellOnce();
            using Elsewhere elsewhere = TaskEnd.Tell(_done);
            _done.SetResult(default);
        }
    }

    /// <summary>The arrival that brings a disposal.</summary>
    private sealed class DisposalWord(SchedulerDisposal disposal, SchedulerCore scheduler) : CancellationArrival(scheduler)
    {
        public override void Accept(SchedulerCore scheduler) => disposal.Accept(Callbacks);
    }
}
