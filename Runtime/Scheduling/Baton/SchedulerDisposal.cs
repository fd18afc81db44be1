using System.Diagnostics;

namespace Baton;

/// <summary>How a scheduler ends before its frames do.</summary>
internal sealed class SchedulerDisposal(SchedulerCore scheduler, TimeSpan limit)
{
    private const int MostNamed = 5;
    private const int MostAttempts = 5;
    private const int Tells = 1;    // a thread tells what was left behind
    private const int Told = 2;

    private static readonly Action<SchedulerDisposal> s_tell =
        static me => Telemetry.Quarantined(new FramesLeft(me.Handle), $"{me.NamesOfLeft()} {me.WhyLeft}");

    private static readonly Action<(Task End, SchedulerDisposal Me)> s_wait = static wait =>
    {
        if (!wait.End.IsCompleted && wait.Me._time.Left != TimeSpan.Zero)
        {
            Uninterrupted.Run(static wait => Task.WaitAny([wait.End], wait.Me._time.Left), wait);
        }
    };

    private readonly DisposalTime _time = new(limit);
    private volatile bool _isGivenUp;   // has the token of a disposal fired? the thread that fires it
    private volatile bool _refusing;    // are new frames refused? any thread, from false to true, before the disposal is under way
    private DisposalsEnd? _end;         // null: no user has disposed of it; interlocked, once
    private int _over;                  // Tells, Told, or 0: has all ended, or was it given up? Interlocked, the thread that tells
    private volatile Thread? _teller;   // tells what was left behind; null: none does. The thread itself

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
        if (HasToldHere)
        {
            return ValueTask.CompletedTask;
        }

        DisposalsEnd all = OneForAll();
        if (!IsOver)
        {
            GivingUpToken? givesUp = GivingUpToken.Prepare(all.Done, GiveUp, token);
            Begin();
            all.Start(_time.Left);
            givesUp?.Begin();
        }

        return new ValueTask(all.Done);
    }

    /// <summary>The schedule of a test is over: as <see cref="DisposeAsync(CancellationToken)"/>, but nobody waits for the end.</summary>
    internal void BeginAtEndOfRun() => Begin();

    // Has all ended, or were the frames given up?
    private bool IsOver => Volatile.Read(ref _over) != 0;

    // Then no disposal waits: nor does one that a handler calls which is told.
    private bool HasToldHere => Volatile.Read(ref _over) == Told || _teller == Thread.CurrentThread;

    private CoroutineScheduler Handle => scheduler.Handle;

    private string WhyLeft => _isGivenUp
        ? "had not ended when its disposal was given up"
        : $"did not end within {limit.TotalSeconds:0.###} s of its disposal";

    // Made first, as what may fail: nothing has begun then.
    private DisposalsEnd OneForAll()
    {
        DisposalsEnd? all = Volatile.Read(ref _end);
        if (all is null)
        {
            DisposalsEnd made = new(this, scheduler.ClosedEnd);
            all = Interlocked.CompareExchange(ref _end, made, null) ?? made;
        }

        return all;
    }

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
        if (HasToldHere)
        {
            return;
        }

        DisposalsEnd all = OneForAll();
        if (!IsOver)
        {
            Begin();
            if (!scheduler.ClosedEnd.HasCome)
            {
                all.LeaveTellingToThreads();
                all.Start(_time.Left);
                WaitFor(all.Ended, "the end of a scheduler");
            }

            TellOnce();
        }

        if (!HasToldHere)
        {
            WaitFor(all.Done, "another disposal of a scheduler");
        }
    }

    // An interrupt of the canceling thread ends nothing here.
    private void GiveUp()
    {
        _isGivenUp = true;
        _end!.OnEnd();
    }

    // As long as there is time. An interrupt is for the code behind the disposal: nobody would look at what frames have left behind else.
    private void WaitFor(Task end, string what)
    {
        if (end.IsCompleted)
        {
            return;
        }

        if (ControlledThread.Current is { } thread)
        {
            thread.Await(what, () => end.IsCompleted, mayThrow: false, _time.Left);
        }
        else
        {
            NoMemory.Insist(s_wait, (end, this)); // a thread that failed here would leave the telling to nobody
        }
    }

    /// <summary>
    /// The time of all disposals is over, or the frames have ended. One of the threads that block, or the errand if there is none, reports.
    /// Then all disposals end.
    /// </summary>
    internal void TellOnce()
    {
        if (Interlocked.CompareExchange(ref _over, Tells, 0) != 0)
        {
            return;
        }

        _teller = Thread.CurrentThread;
        try
        {
            Tell();
        }
        finally
        {
            _teller = null;
            Interlocked.Exchange(ref _over, Told);
            _end!.EndAll();
        }
    }

    private void Tell()
    {
        if (scheduler.ClosedEnd.HasCome)
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

    /// <summary>The arrival that brings a disposal.</summary>
    private sealed class DisposalWord(SchedulerDisposal disposal, SchedulerCore scheduler) : CancellationArrival(scheduler)
    {
        public override void Accept(SchedulerCore scheduler) => disposal.Accept(Callbacks);
    }
}
