namespace Baton;

/// <summary>
/// What cancels a run from outside: a token that the run was started with. It cancels the main frame and all frames that clean-up has not
/// started.
/// </summary>
internal class RunCancellation : CancellationArrival
{
    private readonly SchedulerCore _scheduler;
    private readonly List<CancellationTokenRegistration> _links = []; // with the tokens that cancel the run
    private readonly CancellationToken _given;
    private readonly OutsideToken? _around;
    private FrameCore? _main;   // null once it has ended: the scheduler does not keep its result; holder
    private bool _hasCut;       // have frames ended by this, main apart? holder
    private int _hasFired;      // 1: the run is canceled; interlocked, by the threads that cancel

    /// <summary>Called before another thread sees the main frame. The tokens cancel that frame also if it never begins.</summary>
    /// <param name="main">The main frame.</param>
    /// <param name="given">The token that the run was started with. None: there is none.</param>
    /// <param name="around">What counts for the code that calls for the run. Null: nothing.</param>
    internal RunCancellation(FrameCore main, CancellationToken given, OutsideToken? around = null)
        : this(main)
    {
        (_given, _around) = (given, around);
        Follow(given);
        Follow(around?.Token ?? CancellationToken.None);
    }

    /// <summary>For a derived class, which follows tokens of its own.</summary>
    protected RunCancellation(FrameCore main)
        : base(main.Scheduler)
    {
        ThrownCancellations.Watch();
        _main = main;
        _scheduler = main.Scheduler;
        main.Scheduler.RunCancellation = this;
    }

    /// <summary>Any thread: the token that the run's cancellation names.</summary>
    internal virtual CancellationToken Token => _given.IsCancellationRequested || _around is null ? _given
        : _around.HasFired || !_given.CanBeCanceled ? _around.First().ToldBy
        : _given;

    /// <summary>Any thread: is this a token that cancels the run?</summary>
    internal virtual bool Has(CancellationToken token) => token == _given || _around?.Knows(token) == true;

    /// <summary>Any thread: is the run canceled, or about to be? A token may run other callbacks before the one that cancels it.</summary>
    internal virtual bool IsAskedFor => _given.IsCancellationRequested || _around is { HasFired: true };

    /// <summary>Any thread: has <see cref="Fire"/> been called?</summary>
    protected bool HasFired => Volatile.Read(ref _hasFired) != 0;

    /// <summary>Any thread: is the frame canceled by this, so that the frame's exception names the token?</summary>
    private bool IsCauseFor(FrameCore frame) => frame == _main && IsAskedFor;

    /// <summary>
    /// The token by which users have canceled the frame: the one that its function was started with, or that its run was started with, if
    /// the frame is the run's main frame. Otherwise null.
    /// </summary>
    internal static CancellationToken? CauseOf(FrameCore frame) => frame.Cancellation.Given is { HasFired: true } given ? given.Token
        : frame.Scheduler.RunCancellation is { } run && run.IsCauseFor(frame) ? run.Token : null;

    /// <summary>The thread that makes this: the token cancels the run; at once if it has fired.</summary>
    protected void Follow(CancellationToken token) => Uninterrupted.Run(
        static link => link.run._links.Add(
            link.token.UnsafeRegister(static (run, token) => ((RunCancellation)run!).Fire(token), link.run)),
        (run: this, token));

    /// <summary>
    /// Holder: a frame has ended. If it is the main frame, the tokens are let go, without a wait for a callback that runs. That callback
    /// finds that the frame has ended.
    /// </summary>
    internal void OnEnded(FrameCore frame)
    {
        _hasCut |= frame != _main && frame is { IsCanceled: true, IsLate: false, Cancellation.WasToldBefore: false } && IsAskedFor;
        if (frame == _main)
        {
            _links.ForEach(TokenFiring.Unlink);
            _main = null;
        }
    }

    /// <summary>
    /// Holder, when main has returned and all frames have ended: what comes out of the run because frames were cut, and the run has not
    /// done all. Null: none was.
    /// </summary>
    internal OperationCanceledException? Cut() => _hasCut
        ? new OperationCanceledException("The run was canceled before all of its frames had ended.", Token)
        : null;

    /// <summary>A callback, or the caller's thread: cancels the run, once. The frames' tokens fire on the calling thread.</summary>
    /// <param name="with">The token that has fired. None: the frame that has called for the run is canceled.</param>
    /// <exception cref="AggregateException">What callbacks of these tokens threw. The run is canceled all the same.</exception>
    internal void Fire(CancellationToken with = default)
    {
        if (Interlocked.Exchange(ref _hasFired, 1) == 0)
        {
            _scheduler.All.Note(with);
            TokenFiring.Fire(_scheduler.All, this, with);
        }
    }

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
            frame.Cancellation.WasToldBefore = frame.Cancellation.ToldAt > 0;
            if (frame.Cancellation.HasToken) // without a token, the frame has given none to what it waits for
            {
                frame.Cancellation.Callbacks.Add(Callbacks);
            }
        }

        scheduler.Cascade.Add(_main.Cancellation);
        scheduler.CancelAllBut(_main, spareCleanUp: true);
    }
}
