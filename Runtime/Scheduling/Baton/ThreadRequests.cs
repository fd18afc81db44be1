using System.Runtime.CompilerServices;

namespace Baton;

/// <summary>
/// A scheduler's frames that have had their turn and found no thread, first in first out, and its requests for threads, which wait in the
/// pool's queue with everybody else's work. Holder of the baton only.
/// </summary>
/// <remarks>A request is for any thread, and what comes goes to the frame that has waited longest: so the order does not depend on which
/// of several threads is the first to report.</remarks>
internal sealed class ThreadRequests(SchedulerCore scheduler)
{
    /// <summary>So many frames that were withdrawn may stay in the queue before they are looked for.</summary>
    private const int FewWithdrawn = 64;

    /// <summary>
    /// So long is one start held back at most. The frames that have the threads may wait for what only the starter will do next, so that
    /// there must be an end to it; where they get on, it is over sooner.
    /// </summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromMilliseconds(1);

    private readonly Queue<FrameCore> _frames = new(); // also those that were withdrawn
    private TaskCompletionSource? _nextServed; // ends when the next thread comes; made when a starter is held back; holder
    // On their way, newest last; no more than frames wait, but for those withdrawn too late.
    private readonly LinkedList<ThreadRequest> _requests = new();

    /// <summary>Frames that wait for a thread.</summary>
    internal int Waiting { get; private set; }

    /// <summary>As <see cref="Waiting"/>, with those that were withdrawn and are still in the queue.</summary>
    internal int Queued => _frames.Count;

    /// <summary>Threads that have come, ever.</summary>
    internal int Served { get; private set; }

    /// <summary>Threads of the pool that frames have.</summary>
    internal int Held { get; set; }

    /// <summary>
    /// Can no thread come for those that wait, unless one of this scheduler's own frames ends? With nobody waiting nothing depends on it.
    /// </summary>
    internal bool AreOutOfReach => Waiting == 0 || scheduler.Pool.IsFullOf(Held);

    /// <summary>Ends when the next thread comes, or when that takes too long.</summary>
    internal Task NextServed()
    {
        StrongBox<Task> patience = new();
        Uninterrupted.Run(static patience => patience.Value = Task.Delay(s_patience), patience); // all timers share a lock
        _nextServed ??= new TaskCompletionSource();
        return Task.WhenAny(_nextServed.Task, patience.Value!);
    }

    internal void Request(FrameCore frame)
    {
        frame.MoveTo(FrameState.WantingThread);
        _frames.Enqueue(frame);
        Waiting++;
        SendMore();
    }

    /// <summary>The frame ends without a thread.</summary>
    internal void Withdraw(FrameCore frame)
    {
        Waiting--;
        if (Queued > 2 * Waiting + FewWithdrawn)
        {
            FrameCore[] left = [.. _frames.Where(other => other != frame && other.State == FrameState.WantingThread)];
            _frames.Clear();
            Array.ForEach(left, _frames.Enqueue);
        }

        WithdrawRequests();
    }

    /// <summary>No thread will come: each frame that waits ends with a failure.</summary>
    internal void Refuse(Func<Exception> failure)
    {
        while (Next() is { } frame)
        {
            frame.Fail(failure());
        }

        WithdrawRequests();
    }

    // Or a pool whose threads are all taken would keep the requests, and this scheduler, for as long as that lasts. One that has got its
    // thread by now comes, and finds that no frame waits.
    private void WithdrawRequests()
    {
        while (_requests.Count > Waiting && scheduler.Pool.Work.TryWithdraw(_requests.Last!.Value))
        {
            _requests.RemoveLast();
        }
    }

    /// <summary>
    /// Sends as many requests as frames wait. Also after each arrival: a request may create a thread, so an arrival itself does not.
    /// </summary>
    internal void SendMore()
    {
        try
        {
            while (_requests.Count < Math.Min(Waiting, scheduler.Pool.MaxThreads))
            {
                ThreadRequest request = new(scheduler, isUnbounded: !scheduler.IsUnbegunRun);
                scheduler.Pool.Work.Submit(request);
                _requests.AddLast(request.Sent);
            }
        }
        catch (ObjectDisposedException e)
        {
            Refuse(() => new ObjectDisposedException(e.Message, e));
        }
    }

    private FrameCore? Next()
    {
        while (_frames.TryDequeue(out FrameCore? frame))
        {
            if (frame.State == FrameState.WantingThread)
            {
                Waiting--;
                return frame;
            }
        }

        return null;
    }

    /// <summary>A thread has come: the frame for it, if one still waits.</summary>
    internal FrameCore? OnThread(ThreadRequest request, Worker worker)
    {
        _requests.Remove(request.Sent);
        Served++;
        _nextServed?.TrySetResult();
        _nextServed = null;
        FrameCore? frame = Next();
        if (frame is not null)
        {
            Held++;
            FrameRun.Bind(frame, worker);
            scheduler.MakeReady(frame);
        }

        return frame;
    }

    /// <summary>The pool has no thread at all, and could create none: that is for the frame that has waited longest.</summary>
    internal void OnRefused(ThreadRequest request, Exception cause)
    {
        _requests.Remove(request.Sent);
        if (cause is ObjectDisposedException)
        {
            Refuse(() => new ObjectDisposedException(cause.Message, cause));
        }
        else
        {
            Next()?.Fail(cause);
        }
    }
}
