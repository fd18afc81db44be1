namespace Baton;

/// <summary>
/// A scheduler's frames that have had their turn and found no thread, first in, first out. Also the scheduler's requests for threads, which
/// wait in the pool's queue among other work. Holder of the baton only.
/// </summary>
/// <remarks>
/// A request belongs to no frame: a thread that comes goes to the frame that has waited longest. So the order of the frames does not depend
/// on which of several threads reports first.
/// </remarks>
internal sealed class ThreadRequests(SchedulerCore scheduler)
{
    /// <summary>
    /// How long one start is held back at most. There must be a limit, since the frames that have the threads may wait for what only the
    /// starter will do next. When a thread comes sooner, the starter goes on sooner.
    /// </summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(1);

    private readonly ThreadLine _line = new();
    private int _standing;      // how many of the threads held the pool counts as standing; 0: none. Holder
    private TaskCompletionSource? _nextServed; // ends when the next thread comes; made when a starter is held back; holder
    // The requests on their way, newest last. There are no more of them than waiting frames, but for those that could not be withdrawn in
    // time.
    private readonly LinkedList<ThreadRequest> _requests = new();

    /// <summary>Frames that wait for a thread.</summary>
    internal int Waiting => _line.Count;

    /// <summary>How many threads have come in all.</summary>
    internal int Served { get; private set; }

    /// <summary>How many threads of the pool the scheduler's frames have.</summary>
    internal int Held { get; set; }

    /// <summary>
    /// Can no thread come unless a frame of this scheduler ends? Also true when no frame waits for a thread, or for what needs one.
    /// </summary>
    internal bool AreOutOfReach => !AreAwaited || scheduler.Pool.IsFullOf(HeldInAll);

    /// <summary>How many threads of the pool come back only when a frame of this scheduler goes on: <see cref="HeldThreads"/>.</summary>
    internal int HeldInAll => HeldThreads.CountOf(scheduler, Held);

    /// <summary>Does a frame wait for a thread, or for what needs one?</summary>
    internal bool AreAwaited => Waiting > 0 || scheduler.Waits.OnPool > 0;

    /// <summary>A task that ends when the next thread comes.</summary>
    internal Task NextServed => (_nextServed ??= new TaskCompletionSource()).Task;

    /// <summary>
    /// Before the baton rests: if each frame waits for a frame, for a thread, or for what needs one, the pool counts the threads that these
    /// frames and their coroutines have. When all its threads are such, of whichever schedulers, none will come.
    /// </summary>
    internal void EnterStandstill()
    {
        if (AreAwaited && scheduler.Waits.Outside == 0)
        {
            _standing = HeldInAll;
            scheduler.Pool.Standstill.Enter(_standing);
        }
    }

    /// <summary>The baton is taken up again.</summary>
    internal void LeaveStandstill()
    {
        if (_standing > 0)
        {
            scheduler.Pool.Standstill.Leave(_standing);
            _standing = 0;
        }
    }

    internal void Request(FrameCore frame)
    {
        frame.MoveTo(FrameState.WantingThread);
        _line.Add(frame);
        if (Waiting == 1)
        {
            scheduler.Pool.Standstill.BeginWanting();
        }

        SendMore();
        HurryRequests();
    }

    /// <summary>A frame with a thread waits for this one, which wants a thread: it goes before those that have not begun.</summary>
    internal void Hurry(FrameCore frame)
    {
        if (_line.TryHurry(frame))
        {
            HurryRequests();
        }
    }

    /// <summary>The frame ends without a thread.</summary>
    internal void Withdraw(FrameCore frame)
    {
        _line.Remove(frame);
        EndWanting();
        WithdrawRequests();
    }

    /// <summary>
    /// No thread will come. Of the frames for which one with a thread waits, the last ends with a failure: that may free a thread for the
    /// others. If there is none, all end so.
    /// </summary>
    /// <returns>False: no frame waits for a thread.</returns>
    internal bool TryRefuse(Func<Exception> failure)
    {
        if (_line.NewestAwaited is not { } frame)
        {
            bool isAny = Waiting > 0;
            Refuse(failure);
            return isAny;
        }

        _line.Remove(frame);
        EndWanting();
        frame.Fail(Made(failure));
        WithdrawRequests();
        return true;
    }

    /// <summary>No thread will come: each frame that waits ends with a failure.</summary>
    internal void Refuse(Func<Exception> failure)
    {
        while (Next() is { } frame)
        {
            frame.Fail(Made(failure));
        }

        WithdrawRequests();
    }

    // The failure; or, without memory for it, that.
    private static Exception Made(Func<Exception> failure)
    {
        try
        {
            return failure();
        }
        catch (Exception e) // for want of memory
        {
            return e;
        }
    }

    // Withdraws the requests that no frame needs. Otherwise a pool whose threads are all taken would keep the requests, and so this
    // scheduler, alive. A request that has its thread already arrives, and finds that no frame waits.
    private void WithdrawRequests()
    {
        while (_requests.Count > Waiting && scheduler.Pool.Work.TryWithdraw(_requests.Last!.Value))
        {
            _requests.RemoveLast();
        }
    }

    /// <summary>
    /// Sends as many requests as frames wait. Also after each arrival: a request may create a thread, so an arrival itself does not.
    /// Does not fail: the baton is between two frames. Without memory for a request, the frames wait for those that are on their way. If
    /// there are none, the frames end with that failure.
    /// </summary>
    internal void SendMore()
    {
        while (_requests.Count < Math.Min(Waiting, scheduler.Pool.Places))
        {
            try
            {
                Send(new ThreadRequest(scheduler, isUnbounded: !scheduler.IsUnbegunRun));
            }
            catch (ObjectDisposedException e)
            {
                RefuseForDisposal(e);
            }
            catch (Exception e) // for want of memory
            {
                if (_requests.Count > 0)
                {
                    return; // the next to come sends more
                }

                Next()?.Fail(e);
            }
        }
    }

    /// <summary>Takes the frame that has waited longest, for a thread that needs not be asked for. Null: none waits.</summary>
    internal FrameCore? TakeWaiting()
    {
        FrameCore? frame = Next();
        if (frame is not null)
        {
            Served++;
            WithdrawRequests();
        }

        return frame;
    }

    // As many as frames are waited for go before other work of the pool.
    private void HurryRequests()
    {
        int left = Math.Min(_line.Awaited, _requests.Count);
        for (LinkedListNode<ThreadRequest>? one = _requests.First; one is not null && left > 0; one = one.Next, left--)
        {
            if (!one.Value.IsUrgent) // for these the holder alone decides that
            {
                scheduler.Pool.Work.Queue.Hurry(one.Value);
            }
        }
    }

    private void Send(ThreadRequest request)
    {
        _requests.AddLast(request.Sent);
        try
        {
            scheduler.Pool.Work.Submit(request);
        }
        catch
        {
            _requests.Remove(request.Sent); // it was not sent
            throw;
        }
    }

    // A method of its own, since the lambda's captures are allocated at the method's first line.
    private void RefuseForDisposal(Exception cause) => Refuse(() => new ObjectDisposedException(cause.Message, cause));

    private FrameCore? Next()
    {
        FrameCore? frame = _line.Take();
        if (frame is not null)
        {
            EndWanting();
        }

        return frame;
    }

    private void EndWanting()
    {
        if (Waiting == 0)
        {
            scheduler.Pool.Standstill.EndWanting();
        }
    }

    /// <summary>A thread has come. Returns the frame for it, if one still waits.</summary>
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
            FrameRun.Bind(frame, worker, request.SpareLane);
            scheduler.MakeReady(frame);
        }

        return frame;
    }

    /// <summary>The pool has no thread at all, and could create none. The frame that has waited longest ends with that failure.</summary>
    internal void OnRefused(ThreadRequest request, Exception cause)
    {
        _requests.Remove(request.Sent);
        if (cause is ObjectDisposedException)
        {
            RefuseForDisposal(cause);
        }
        else
        {
            Next()?.Fail(cause);
        }
    }
}
