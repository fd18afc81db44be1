namespace Baton.Tests;

/// <summary>
/// On which stack code disposes of something, and what cancels it there: each combination that makes sense. A test runs its code in one.
/// </summary>
internal sealed class DisposalSurroundings(CoroutineSchedulerOptions schedulerOptions, CoroutineOptions bodyOptions)
{
    private const int LongestLimit = 20_000;

    private int _limit = 10;        // in milliseconds
    private bool _isTooEarly;       // has the limit passed before the code was there?
    private CancellationToken _limits;

    /// <summary>Cancels the code. It has been canceled when this returns, also if nobody has told it.</summary>
    internal Action Cancel { get; private set; } = static () => { };

    /// <summary>Suspends the body. Null: the code is in none.</summary>
    internal Action? Suspend { get; private set; }

    /// <summary>The code of the resumer, each time that the body has suspended.</summary>
    internal Action OnSuspended { get; set; } = static () => { };

    // Each runs the code as a frame.
    private static Dictionary<string, Action<DisposalSurroundings, Action>> Frames { get; } = new()
    {
        ["Frame.Cancel"] = static (me, code) => CoroutineScheduler.Run(
            () =>
            {
                Frame frame = null!;
                frame = Coroutine.Async(() =>
                {
                    Coroutine.Yield();
                    me.Cancel = frame.Cancel;
                    code();
                });
                frame.Await();
            },
            me.SchedulerOptions),
        ["the run's token"] = static (me, code) =>
        {
            using CancellationTokenSource source = new();
            me.Cancel = source.Cancel;
            CoroutineScheduler.Run(code, me.SchedulerOptions, source.Token);
        },
        ["a disposed scheduler"] = static (me, code) =>
        {
            CoroutineScheduler scheduler = new(me.SchedulerOptions);
            Task? disposal = null;
            TaskCompletionSource<Frame> started = new(TaskCreationOptions.RunContinuationsAsynchronously);
            Frame frame = scheduler.Start(() =>
            {
                SchedulerCore core = started.Task.Await().Core.Scheduler;
                me.Cancel = () =>
                {
                    disposal = Task.Run(() => scheduler.DisposeAsync().AsTask());
                    Eventually.True(() => !core.Arrivals.IsEmpty || core.Disposal.IsUnderWay, "the word of the disposal is left");
                };
                code();
            });
            started.SetResult(frame);
            try
            {
                frame.Await();
            }
            finally
            {
                (disposal ?? scheduler.DisposeAsync().AsTask()).Await();
            }
        },
    };

    // Each runs the code in a block, wherever that is.
    private static Dictionary<string, Action<DisposalSurroundings, Action>> Blocks { get; } = new()
    {
        ["a token"] = static (me, code) =>
        {
            using CancellationTokenSource source = new();
            me.Cancel = source.Cancel;
            Coroutine.WithCancellation(source.Token, code);
        },
        ["a scope"] = static (me, code) => CoroutineScope.Run(scope =>
        {
            CancellationToken token = Coroutine.CancellationToken;
            me.Cancel = () =>
            {
                scope.Cancel();
                Eventually.True(() => token.IsCancellationRequested, "the token fires");
            };
            code();
        }),
        ["a limit"] = static (me, code) => Coroutine.WithTimeout(
            TimeSpan.FromMilliseconds(me._limit),
            () =>
            {
                me._limits = Coroutine.CancellationToken;
                me.Cancel = () => Eventually.True(() => me._limits.IsCancellationRequested, "the limit passes");
                code();
            }),
    };

    private CoroutineSchedulerOptions SchedulerOptions => schedulerOptions;

    private static Dictionary<string, Action<DisposalSurroundings, Action>> All { get; } = MakeAll();

    internal static IEnumerable<string> Names => All.Keys;

    /// <summary>Is the code below a scheduler?</summary>
    internal static bool IsInFrame(string name) => !name.Contains("outside");

    /// <summary>Is the code in a body, and what is canceled around the call that resumes it?</summary>
    internal static bool CancelsResumer(string name) => name.Contains("around a body");

    internal static bool IsDoomed(string name) => name.Contains("disposed scheduler");

    /// <summary>Can a foreign thread cancel the code?</summary>
    internal static bool CanBeCanceledFromElsewhere(string name) => IsInFrame(name) || !name.Contains("a scope");

    /// <summary>A limit counts from its start. If it has passed before this, the run does not count, and is to be repeated.</summary>
    internal void NotYet() => _isTooEarly |= _limits.IsCancellationRequested;

    /// <summary>Runs the code there, once more with a longer limit if a limit has passed too early.</summary>
    internal void Run(string name, Action begin, Action code)
    {
        do
        {
            _isTooEarly = false;
            _limits = default;
            Suspend = null;
            begin();
            try
            {
                All[name](this, code);
            }
            catch (Exception e) when (e is OperationCanceledException or TimeoutException)
            {
                // as the way has it
            }

            _limit *= _isTooEarly ? 4 : 1;
        }
        while (_isTooEarly && _limit < LongestLimit);
        Assert.IsFalse(_isTooEarly, "the limit has passed too early each time");
    }

    private static Dictionary<string, Action<DisposalSurroundings, Action>> MakeAll()
    {
        Dictionary<string, Action<DisposalSurroundings, Action>> all = [];
        foreach ((string name, Action<DisposalSurroundings, Action> frame) in Frames)
        {
            all[$"{name}, in a frame"] = frame;
            all[$"{name}, around a body"] = (me, code) => frame(me, () => me.RunInBody(code));
        }

        foreach ((string name, Action<DisposalSurroundings, Action> block) in Blocks)
        {
            all[$"{name}, in a frame"] = (me, code) => CoroutineScheduler.Run(() => block(me, code), me.SchedulerOptions);
            all[$"{name}, around a body"] =
                (me, code) => CoroutineScheduler.Run(() => block(me, () => me.RunInBody(code)), me.SchedulerOptions);
            all[$"{name}, in a body"] =
                (me, code) => CoroutineScheduler.Run(() => me.RunInBody(() => block(me, code)), me.SchedulerOptions);
            all[$"{name}, outside"] = block;
            all[$"{name}, around a body outside"] = (me, code) => block(me, () => me.RunInBody(code));
            all[$"{name}, in a body outside"] = (me, code) => me.RunInBody(() => block(me, code));
        }

        return all;
    }

    private void RunInBody(Action code)
    {
        using Coroutine<int> body = Coroutine.Create<int>(
            yielder =>
            {
                Suspend = () => yielder.Suspend(1);
                code();
                return 0;
            },
            bodyOptions);
        body.Resume();
        while (body.Status == CoroutineStatus.Suspended)
        {
            OnSuspended();
            body.Resume();
        }
    }
}
