using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Baton;

/// <summary>How a scheduler ends before its frames do.</summary>
internal sealed class SchedulerDisposal(SchedulerCore scheduler, TimeSpan limit)
{
    private const int MostNamed = 5;
    private const int MostAttempts = 5;

    private volatile bool _refusing;    // are new frames refused? any thread, from false to true, before the disposal is under way
    private int _disposed;              // 1: a disposal has come to its end, or run out of time; interlocked, by the disposing threads

    /// <summary>Any thread: are new frames refused? A frame that arrives at the same moment may still be let in.</summary>
    internal bool IsAskedFor => _refusing;

    /// <summary>How long a disposer waits at most.</summary>
    internal TimeSpan Limit => limit;

    /// <summary>Fires when a disposal begins.</summary>
    internal CancellationTokenSource Beginning { get; } = new();

    /// <summary>Holder: are all frames doomed?</summary>
    internal bool IsUnderWay { get; private set; }

    /// <summary>The calling frame is none of the scheduler's, which would have to wait for it.</summary>
    [StackTraceHidden]
    internal void ThrowIfOwnFrame()
    {
        if (RunInside.FindFrameOf(scheduler) is { } frame)
        {
            throw new InvalidOperationException($"{frame} disposes its own scheduler, which would have to wait for it. Cancel the " +
                "frames instead.");
        }
    }

    /// <summary>A user's call: a frame of another scheduler is suspended until the end, if it may be. Any other thread blocks.</summary>
    internal void DisposeHere(CoroutineScheduler handle)
    {
        if (FrameCore.Current is { IsSuspensionForbidden: false })
        {
            new AwaitedDisposal(handle).Dispose();
        }
        else
        {
            Dispose(limit);
        }
    }

    /// <summary>A thread outside the scheduler: dooms all frames and waits for their end, within the patience.</summary>
    internal void Dispose(TimeSpan patience)
    {
        using Quiet quiet = Quiet.Begin();
        Begin();
        End(WaitForEnd(patience), patience);
    }

    /// <summary>As <see cref="Dispose"/>, without blocking.</summary>
    internal ValueTask DisposeAsync(TimeSpan patience)
    {
        Outlasting outlasting = new(this, scheduler, patience);
        Begin();
        return new ValueTask(outlasting.Start());
    }

    /// <summary>The schedule of a test is over: as <see cref="DisposeAsync"/>, but nobody waits for the end.</summary>
    internal void BeginAtEndOfRun() => Begin();

    private void Begin()
    {
        DisposalWord word = new(this, scheduler); // before anything has changed, for the memory
        _refusing = true; // before the word arrives, since the frame with the baton may not look at arrivals for a long time
        Task callbacks = Uninterrupted.Cancel(scheduler.All);
        _ = Uninterrupted.Cancel(Beginning);
        word.Callbacks = callbacks;
        scheduler.Arrive(word);
    }

    private bool WaitForEnd(TimeSpan patience) => ControlledThread.Current is { } thread
        ? thread.Await("the end of a scheduler", () => scheduler.Closed.Task.IsCompleted, mayThrow: false, patience)
        : WaitForEndHere(scheduler.Closed.Task, patience);

    // An interrupt is for the code behind the disposal: nobody would look at what the frames have left behind else.
    private static bool WaitForEndHere(Task end, TimeSpan patience)
    {
        TimeLeft time = new(patience, TimeProvider.System);
        StrongBox<bool> hasEnded = new();
        Uninterrupted.Run(static wait => wait.hasEnded.Value = wait.end.Wait(wait.time.Left), (hasEnded, end, time));
        return hasEnded.Value;
    }

    private void End(bool ended, TimeSpan patience)
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return; // another disposing thread has reported
        }

        if (ended)
        {
            foreach (FrameCore failed in scheduler.Failures.TakeAll())
            {
                UnobservedFailures.Tell(failed);
            }
        }
        else
        {
            Telemetry.Quarantined(scheduler.Handle, $"{NamesOfLeft()} did not end within {patience.TotalSeconds:0.###} s of its disposal");
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

    /// <summary>Waits without a thread for the scheduler's end, or for the end of the patience. An errand reports.</summary>
    private sealed class Outlasting : EndListener, IErrand
    {
        private readonly SchedulerDisposal _disposal;
        private readonly SchedulerCore _scheduler;
        private readonly TimeSpan _patience;
        private readonly TaskCompletionSource<Nothing> _done = TaskEnd.NewTask<Nothing>();
        private readonly ClockTimer _limit;
        private int _isOver; // 1: the scheduler or the patience has ended; interlocked

        internal Outlasting(SchedulerDisposal disposal, SchedulerCore scheduler, TimeSpan patience)
        {
            (_disposal, _scheduler, _patience) = (disposal, scheduler, patience);
            _limit = new ClockTimer(static self => ((Outlasting)self).OnEnd(), this);
        }

        IErrand? IErrand.Next { get; set; }

        internal Task<Nothing> Start()
        {
            _limit.Set(_patience);
            if (!_scheduler.ClosedEnd.TryListen(this))
            {
                OnEnd();
            }

            return _done.Task;
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
            _disposal.End(_scheduler.Closed.Task.IsCompleted, _patience);
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
