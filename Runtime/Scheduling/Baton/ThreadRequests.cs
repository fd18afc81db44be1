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
    // The requests on their way, newest last: those that go before other work of the pool, and the others. There are no more of them than
    // waiting frames, but for those that could not be withdrawn in time.
    private readonly LinkedList<ThreadRequest> _urgent = new();
    private readonly LinkedList<ThreadRequest> _others = new();

    /// <summary>Frames that wait for a thread.</summary>
    internal int Waiting => _line.Count;

    /// <summary>How many threads have been asked for, and have not come.</summary>
    internal int OnTheirWay => _urgent.Count + _others.Count;

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
    }

    /// <summary>
    /// A frame with a thread waits for this one, which wants a thread: it goes before those that have not begun. Does not fail.
    /// </summary>
    internal void Hurry(FrameCore frame)
    {
        if (frame.State == FrameState.WantingThread && _line.TryHurry(frame))
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
        while (OnTheirWay > Waiting)
        {
            LinkedList<ThreadRequest> last = _others.Count > 0 ? _others : _urgent;
            if (!scheduler.Pool.Work.TryWithdraw(last.Last!.Value))
            {
                return;
            }

            last.RemoveLast();
        }
    }

    /// <summary>
    /// Sends as many requests as frames wait. As many as frames are waited for go before other work of the pool. Also after each arrival: a
    /// request may create a thread, so an arrival itself does not.
    /// Does not fail: the baton is between two frames. Without memory for a request, the frames wait for those that are on their way. If
    /// there are none, the frames end with that failure.
    /// </summary>
    internal void SendMore()
    {
        HurryRequests();
        while (OnTheirWay < Math.Min(Waiting, scheduler.Pool.Places))
        {
            try
            {
                Send(new ThreadRequest(scheduler, isUnbounded: !scheduler.IsUnbegunRun) { IsUrgent = _urgent.Count < _line.Awaited });
            }
            catch (ObjectDisposedException e)
            {
                RefuseForDisposal(e);
            }
            catch (Exception e) // for want of memory
            {
                if (OnTheirWay > 0)
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

    private void HurryRequests()
    {
        while (_urgent.Count < _line.Awaited && _others.First is { } oldest)
        {
            _others.RemoveFirst();
            _urgent.AddLast(oldest);
            scheduler.Pool.Work.Queue.Hurry(oldest.Value); // for these the holder alone decides that
        }
    }

    private void Send(ThreadRequest request)
    {
        (request.IsUrgent ? _urgent : _others).AddLast(request.Sent);
        try
        {
            scheduler.Pool.Work.Submit(request);
        }
        catch
        {
            Forget(request); // it was not sent
            throw;
        }
    }

    // The request has come, or was refused.
    private static void Forget(ThreadRequest request) => request.Sent.List!.Remove(request.Sent);

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
        Forget(request);
        Served++;
        if (_nextServed is { } served)
        {
            _nextServed = null;
            SureEnd.Succeed(served); // the starter that waits has a limit
        }

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
        Forget(request);
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
