using System.Diagnostics;

namespace Baton;

/// <summary>
/// Runs frames under one baton. At most one frame of a scheduler runs at any instant, and keeps the baton until it suspends or ends. The
/// scheduler has no thread of its own.
/// </summary>
/// <remarks>
/// Ready frames run first in, first out. When what a frame awaits completes, the frame becomes ready. It never runs on the completing
/// thread.
/// </remarks>
[DebuggerDisplay("{ToString(),nq}")]
public sealed class CoroutineScheduler : IDisposable, IAsyncDisposable
{
    private static readonly TimeSpan s_disposePatience = TimeSpan.FromSeconds(10);

    private readonly SchedulerCore _core;

    /// <summary>Creates a scheduler with no frames.</summary>
    /// <param name="options">Null: the defaults.</param>
    public CoroutineScheduler(CoroutineSchedulerOptions? options = null)
    {
        _core = new SchedulerCore(options ?? CoroutineSchedulerOptions.Default, isHeld: false) { Handle = this };
    }

    internal CoroutineScheduler(SchedulerCore core) => _core = core;

    /// <summary>The scheduler under whose baton the calling thread runs. Null: outside every scheduler.</summary>
    public static CoroutineScheduler? Current => FrameCore.Current?.Scheduler.Handle;

    /// <summary>Runs <paramref name="main"/> on the calling thread, as the first frame of a new scheduler.</summary>
    /// <param name="main">Runs to its end. What it starts runs under the same baton, on pooled threads.</param>
    /// <param name="options">Null: the defaults.</param>
    /// <remarks>
    /// Blocks until <paramref name="main"/> and all that it started have ended. When <paramref name="main"/> throws, the frames that are
    /// left are canceled, and its exception comes out when they have ended. A failure of a frame that nobody observed comes out too.
    /// Several failures come out as an <see cref="AggregateException"/>, main's first. To a frame of another scheduler that calls this, the
    /// call is one that blocks, as that scheduler's <see cref="CoroutineSchedulerOptions.Blocking"/> says. In mode
    /// <see cref="BlockingMode.Forbid"/> the call is allowed, and keeps that scheduler's baton. While a run keeps it, no frame of that
    /// scheduler can go on. So a frame of the run that awaits such a frame gets a <see cref="CoroutineDeadlockException"/> at once.
    /// <para>When <paramref name="main"/> of a <c>RunAsync</c> has ended, its thread goes back to the pool, also before the other frames
    /// have ended. The thread that calls <c>Run</c> cannot be given back. If it is one of the pool that the frames get their threads from,
    /// it runs the frames that find no other, after <paramref name="main"/>. Such a frame shares the caller's locks.</para>
    /// </remarks>
    /// <exception cref="ArgumentNullException"><paramref name="main"/> is null.</exception>
    /// <exception cref="CoroutineDeadlockException">Every frame waited for another.</exception>
    public static void Run(Action main, CoroutineSchedulerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(main);
        Run(Coroutine.AsFunction(main), options);
    }

    /// <typeparam name="T">What <paramref name="main"/> returns.</typeparam>
    /// <returns>What <paramref name="main"/> returned.</returns>
    /// <inheritdoc cref="Run(Action, CoroutineSchedulerOptions?)"/>
    public static T Run<T>(Func<T> main, CoroutineSchedulerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(main);
        SchedulerCore core = new(options ?? CoroutineSchedulerOptions.Default, isHeld: true);
        FrameCore<T>? frame = null;
        frame = new FrameCore<T>(core, [StackTraceHidden] () => MainFunction.Run(frame!, main), "main");
        core.Add(frame);
        if (FrameCore.Current is null && OutsideToken.Untold is { } outside)
        {
            _ = new RunCancellation(frame, outside.RunToken);
        }

        FrameRun.RunOnCallingThread(frame);
        return frame.Result;
    }

    /// <summary>As <see cref="Run(Action, CoroutineSchedulerOptions?)"/>, but on a pooled thread. The caller does not block.</summary>
    /// <param name="main">Runs in the caller's execution context.</param>
    /// <param name="options">Null: the defaults.</param>
    /// <param name="cancellationToken">
    /// Cancels all frames that have not ended, <paramref name="main"/> first. When <paramref name="main"/> has ended, the frames that are
    /// left, or that were started since, are canceled too. A <paramref name="main"/> that returns a result all the same makes the task
    /// successful. The frames' tokens (<see cref="Coroutine.CancellationToken"/>) fire at once, also for code that computes or blocks.
    /// Their callbacks run on the thread that fires this token, and the callbacks' exceptions come out there.
    /// </param>
    /// <returns>
    /// Completes when <paramref name="main"/> and all that it started have ended. When all threads of the pool are taken,
    /// <paramref name="main"/> waits for one. When as many wait as <see cref="CoroutineThreadPoolOptions.QueueLimit"/> allows, or the pool
    /// can have no thread at all, the task fails with <see cref="CoroutineLimitException"/>. Nothing has run then.
    /// </returns>
    /// <inheritdoc cref="Run(Action, CoroutineSchedulerOptions?)"/>
    public static Task RunAsync(Action main, CoroutineSchedulerOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(main);
        return RunAsync(Coroutine.AsFunction(main), options, cancellationToken);
    }

    /// <typeparam name="T">What <paramref name="main"/> returns.</typeparam>
    /// <inheritdoc cref="RunAsync(Action, CoroutineSchedulerOptions?, CancellationToken)"/>
    public static Task<T> RunAsync<T>(Func<T> main, CoroutineSchedulerOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(main);
        if (cancellationToken.IsCancellationRequested)
        {
            return Task.FromCanceled<T>(cancellationToken);
        }

        SchedulerCore core = new(options ?? CoroutineSchedulerOptions.Default, isHeld: false) { IsUnbegunRun = true };
        FrameCore<T> frame = new(core, [StackTraceHidden] () => core.RunEnd!.Run(main), "main");
        core.RunEnd = new RunEnd(frame);
        Task<T> task = frame.AsTask();
        _ = new RunCancellation(frame, cancellationToken);
        core.Arrive(frame);
        return task;
    }

    /// <summary>
    /// Starts a function as a frame of this scheduler, behind all ready frames. Does not block, and never runs the function on the calling
    /// thread.
    /// </summary>
    /// <param name="function">Runs in the caller's execution context.</param>
    /// <param name="name">For messages and the name of its thread. Null: messages show the name of the function's method.</param>
    /// <returns>The frame. Await it for the function's end.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="function"/> is null.</exception>
    /// <exception cref="ObjectDisposedException">The scheduler is disposed, or the run that it belongs to is over.</exception>
    public Frame Start(Action function, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(function);
        return Frame.Of(Begin(Coroutine.AsFunction(function), name));
    }

    /// <typeparam name="T">What the function returns.</typeparam>
    /// <inheritdoc cref="Start(Action, string?)"/>
    public Frame<T> Start<T>(Func<T> function, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(function);
        return new Frame<T>(Begin(function, name));
    }

    /// <summary>
    /// Cancels all frames, waits for their end, and refuses new frames. A frame that goes on suspending is canceled at each of its
    /// suspension points, 100 times in all. A scheduler that is disposed, or whose run is over, stays as it is.
    /// </summary>
    /// <remarks>
    /// Blocks for as long as clean-up runs, and at most 10 seconds. If frames are left then, they go on by themselves, and the scheduler is
    /// counted and reported. Failures that nobody observed are counted and reported. A scheduler that is dropped without disposal keeps no
    /// thread once its frames have ended. Its failures are reported when their frames are garbage.
    /// </remarks>
    /// <exception cref="InvalidOperationException">Called by one of its own frames.</exception>
    public void Dispose()
    {
        ThrowIfOwnFrame();
        _core.Disposal.Dispose(s_disposePatience);
    }

    /// <summary>As <see cref="Dispose"/>, without blocking.</summary>
    /// <returns>Completes when all frames have ended, or after 10 seconds.</returns>
    /// <exception cref="InvalidOperationException">Called by one of its own frames.</exception>
    public ValueTask DisposeAsync()
    {
        ThrowIfOwnFrame();
        return _core.Disposal.DisposeAsync(s_disposePatience);
    }

    [StackTraceHidden]
    private void ThrowIfOwnFrame()
    {
        if (FrameCore.Current is { } frame && frame.Scheduler == _core)
        {
            throw new InvalidOperationException($"{frame} disposes its own scheduler, which would have to wait for it. Cancel the " +
                "frames instead.");
        }
    }

    /// <summary>The scheduler's name.</summary>
    /// <returns>Words for people.</returns>
    public override string ToString() => _core.Options.Name is { } name ? $"scheduler '{name}'" : "a scheduler";

    [StackTraceHidden]
    private FrameCore<T> Begin<T>(Func<T> function, string? name)
    {
        FrameCore<T> frame = new(_core, function, name);
        return _core.Disposal.IsAskedFor || !_core.TryArrive(frame)
            ? throw new ObjectDisposedException(
                nameof(CoroutineScheduler),
                $"It takes no new frames: {this} {(_core.Disposal.IsAskedFor ? "is disposed" : "has ended, with the run that it was of")}.")
            : frame;
    }
}
