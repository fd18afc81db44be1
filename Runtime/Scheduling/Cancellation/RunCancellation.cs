namespace Baton;

/// <summary>
/// The token that a run was started with. When the token fires, it cancels the main frame and all frames that clean-up has not started.
/// </summary>
internal sealed class RunCancellation : CancellationArrival
{
    private readonly SchedulerCore _scheduler;
    private readonly CancellationTokenRegistration _registration; // with the caller's token
    private FrameCore? _main; // null once it has ended: the scheduler does not keep its result; holder

    /// <summary>Called before another thread sees the main frame. The token cancels that frame also if it never begins.</summary>
    internal RunCancellation(FrameCore main, CancellationToken token)
        : base(main.Scheduler)
    {
        ThrownCancellations.Watch();
        _main = main;
        _scheduler = main.Scheduler;
        Token = token;
        main.Scheduler.RunCancellation = this;
        _registration = token.UnsafeRegister(static run => ((RunCancellation)run!).Fire(), this);
    }

    internal CancellationToken Token { get; }

    /// <summary>Any thread: is the frame canceled by the run's token, so that the frame's exception names that token?</summary>
    private bool IsCauseFor(FrameCore frame) => frame == _main && Token.IsCancellationRequested;

    /// <summary>The run's token, if it has canceled the frame, and the frame is the run's main frame. Otherwise null.</summary>
    internal static CancellationToken? CauseOf(FrameCore frame) =>
        frame.Scheduler.RunCancellation is { } run && run.IsCauseFor(frame) ? run.Token : null;

    /// <summary>
    /// Holder: a frame has ended. If it is the main frame, the token is let go, without a wait for a callback that runs. That callback
    /// finds that the frame has ended.
    /// </summary>
    internal void OnEnded(FrameCore frame)
    {
        if (frame == _main)
        {
            TokenFiring.Unlink(_registration);
            _main = null;
        }
    }

    private void Fire() => TokenFiring.Fire(_scheduler.All, this);

    public override void Accept(SchedulerCore scheduler)
    {
        scheduler.AssertHolder();
        if (_main is null)
        {
            return; // it has ended
        }

        scheduler.AreAllCanceled = true;
        foreach (FrameCore frame in scheduler.Live)
        {
            if (frame.Cancellation.HasToken) // without a token, the frame has given none to what it waits for
            {
                frame.Cancellation.Callbacks.Add(Callbacks);
            }
        }

        scheduler.Cascade.Add(_main.Cancellation);
        scheduler.CancelAllBut(_main, spareCleanUp: true);
    }
}
