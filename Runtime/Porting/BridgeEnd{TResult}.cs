namespace Baton;

/// <summary>How a bridge ends after its run: the body's stream is closed, and operations that were given up have a moment to end.</summary>
/// <remarks>
/// The steps are errands. An <c>async</c> method would need a thread of the .NET pool for each, and that pool may be starved.
/// </remarks>
internal sealed class BridgeEnd<TResult> : IErrand, IDisposable
{
    // So long an operation that was canceled may take to end. One that ignores its token takes longer, and is left alone.
    private static readonly TimeSpan s_patience = TimeSpan.FromMilliseconds(100);

    private readonly SuspendingStream _bridge;
    private readonly Task<TResult> _run;
    private readonly string _why;
    private readonly TaskCompletionSource<TResult> _task;
    private readonly TaskContinuations _waits = new();
    private readonly ClockTimer _limit;
    private bool _isClosed;     // is the stream closed? the errand
    private int _goesOn;        // how many operations that were given up have not ended; the errand, then interlocked
    private int _hasOutlasted;  // 1: those operations have ended, or taken too long; interlocked

    /// <param name="bridge">The body's stream.</param>
    /// <param name="run">The body's run.</param>
    /// <param name="why">What the stream says from then on.</param>
    internal BridgeEnd(SuspendingStream bridge, Task<TResult> run, string why)
    {
        (_bridge, _run, _why) = (bridge, run, why);
        _task = TaskEnd.NewTask<TResult>(owner: run.AsyncState);
        _limit = new ClockTimer(static self => ((BridgeEnd<TResult>)self).EndOutlasting(), this);
    }

    IErrand? IErrand.Next { get; set; }

    /// <summary>Once. The task ends as the run does, when the bridge has ended.</summary>
    internal Task<TResult> Start()
    {
        if (_run.IsCompleted)
        {
            Run();
        }
        else
        {
            _waits.Hang(_run, static sent => Completions.Send((Completion)sent), new Completion(this));
        }

        return _task.Task;
    }

    void IErrand.Run() => Run();

    /// <summary>The errand: it waits for nothing more.</summary>
    public void Dispose()
    {
        _limit.End();
        _waits.Dispose();
    }

    private void Run()
    {
        if (!_isClosed)
        {
            TaskEnd.AwaitIfTold(_run);
            _isClosed = true;
            _bridge.Close(_why);
            Task[] givenUp = _bridge.GivenUp;
            if (!Array.TrueForAll(givenUp, static one => one.IsCompleted))
            {
                BeginOutlasting(givenUp);
                return;
            }
        }

        Dispose();
        _bridge.Bridge?.Dispose(); // its token counts until the body has ended
        using Elsewhere elsewhere = TaskEnd.Tell(_task);
        SureEnd.EndAs(_task, _run);
        _ = _run.Exception; // seen: the other task carries the failure
    }

    private void BeginOutlasting(Task[] givenUp)
    {
        _goesOn = givenUp.Length;
        foreach (Task one in givenUp)
        {
            _waits.Hang(one, static self => ((BridgeEnd<TResult>)self).EndOne(), this);
        }

        _limit.Set(s_patience); // no effect if the errand is on its way, and has ended it
    }

    private void EndOne()
    {
        if (Interlocked.Decrement(ref _goesOn) == 0)
        {
            EndOutlasting();
        }
    }

    private void EndOutlasting()
    {
        if (Interlocked.Exchange(ref _hasOutlasted, 1) == 0)
        {
            Errands.Send(this);
        }
    }
}
