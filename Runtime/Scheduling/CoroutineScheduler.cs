using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Baton;

/// <summary>
/// Runs frames under one baton. At most one frame of a scheduler runs at any instant, and keeps the baton until it suspends or ends. The
/// scheduler has no thread of its own.
/// </summary>
/// <remarks>
/// Ready frames run first in, first out. When what a frame awaits completes, the frame becomes ready. It never runs on the completing
/// thread.
/// </remarks>
/// <include file="../Examples.xml" path="examples/example[@name='SchedulerExample']"/>
[DebuggerDisplay("{ToString(),nq}")]
public sealed partial class CoroutineScheduler : IDisposable, IAsyncDisposable
{
    private readonly SchedulerCore _core;

    /// <summary>Creates a scheduler with no frames.</summary>
    /// <param name="options">Null: the defaults.</param>
    public CoroutineScheduler(CoroutineSchedulerOptions? options = null)
    {
        _core = new SchedulerCore(options ?? CoroutineSchedulerOptions.Default, isHeld: false) { Handle = this };
    }

    internal CoroutineScheduler(SchedulerCore core) => _core = core;

    /// <summary>
    /// Raised for each failure that no code has asked for, once. Such are failures of frames that are garbage before code has awaited them,
    /// or whose scheduler was disposed; and failures in the clean-up of a coroutine or generator that nobody receives.
    /// </summary>
    /// <remarks>
    /// <para>Failures of a run's frames come out of the run, and are not told here. <see cref="Frame.AsTask"/> hands a failure over to the
    /// task.</para>
    /// <para>Handlers run on a thread of the library's own, or on the thread of the code that failed. What a handler throws goes to the
    /// event source, and ends neither the process nor the other handlers. The sender is null.</para>
    /// </remarks>
    public static event EventHandler<UnobservedFailureEventArgs>? UnobservedFailure
    {
        add => UnobservedFailures.Event += value;
        remove => UnobservedFailures.Event -= value;
    }

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
    /// scheduler can go on. So a frame of the run that awaits such a frame gets a <see cref="CoroutineDeadlockException"/> at once. An
    /// interrupt of the calling thread (<see cref="Thread.Interrupt"/>) is held back while the run waits.
    /// <para>When a frame that calls <c>Run</c> is canceled, or a scope whose block the frame runs, the run is canceled as by the token of
    /// <c>RunAsync</c>. If that was before the call, and the frame's code was not told yet, <paramref name="main"/> does not run. What the
    /// code was told of before the call, as in clean-up, does not count. A <paramref name="main"/> that returns a result all the same makes
    /// the call return it, and the frame is told at its next suspension point. If the cancellation has cut other frames of the run, it
    /// comes out instead of the result: not all was done.</para>
    /// <para>When <paramref name="main"/> of a <c>RunAsync</c> has ended, its thread goes back to the pool, also before the other frames
    /// have ended. The thread that calls <c>Run</c> cannot be given back. If it is one of the pool that the frames get their threads from,
    /// it runs the frames that find no other, after <paramref name="main"/>. Such a frame shares the caller's locks.</para>
    /// </remarks>
    /// <exception cref="ArgumentNullException"><paramref name="main"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="main"/> is <c>async</c>, and what it returns is no task.</exception>
    /// <exception cref="CoroutineDeadlockException">Every frame waited for another.</exception>
    /// <exception cref="OperationCanceledException">The run was canceled: by its token, or with the code that called it.</exception>
    public static void Run(Action main, CoroutineSchedulerOptions? options = null)
    {
        Run(Coroutine.AsFunction(main), options);
    }

    /// <typeparam name="T">What <paramref name="main"/> returns.</typeparam>
    /// <returns>What <paramref name="main"/> returned.</returns>
    /// <inheritdoc cref="Run(Action, CoroutineSchedulerOptions?)"/>
    public static T Run<T>(Func<T> main, CoroutineSchedulerOptions? options = null)
    {
        TaskResult.Require<T>(main);
        return MainFunction.RunHere(main, options, CancellationToken.None);
    }

    /// <summary>As <see cref="Run(Action, CoroutineSchedulerOptions?)"/>, with a token that cancels the run.</summary>
    /// <param name="main">Runs to its end. What it starts runs under the same baton, on pooled threads.</param>
    /// <param name="options">Null: the defaults.</param>
    /// <param name="cancellationToken">
    /// Cancels all frames that have not ended, as for
    /// <see cref="RunAsync(Action, CoroutineSchedulerOptions?, CancellationToken)"/>. The exception that comes out names this token. If it
    /// has fired already, <paramref name="main"/> does not run.
    /// </param>
    /// <inheritdoc cref="Run(Action, CoroutineSchedulerOptions?)"/>
    public static void Run(Action main, CoroutineSchedulerOptions? options, CancellationToken cancellationToken)
    {
        Run(Coroutine.AsFunction(main), options, cancellationToken);
    }

    /// <typeparam name="T">What <paramref name="main"/> returns.</typeparam>
    /// <returns>What <paramref name="main"/> returned.</returns>
    /// <inheritdoc cref="Run(Action, CoroutineSchedulerOptions?, CancellationToken)"/>
    public static T Run<T>(Func<T> main, CoroutineSchedulerOptions? options, CancellationToken cancellationToken)
    {
        TaskResult.Require<T>(main);
        cancellationToken.ThrowIfCancellationRequested();
        return MainFunction.RunHere(main, options, cancellationToken);
    }

    /// <summary>As <see cref="Run(Action, CoroutineSchedulerOptions?)"/>, with a token that cancels the run.</summary>
    /// <inheritdoc cref="Run(Action, CoroutineSchedulerOptions?, CancellationToken)"/>
    [OverloadResolutionPriority(-3)]
    public static void Run(Action main, CancellationToken cancellationToken) => Run(main, null, cancellationToken);

    /// <typeparam name="T">What <paramref name="main"/> returns.</typeparam>
    /// <returns>What <paramref name="main"/> returned.</returns>
    /// <inheritdoc cref="Run(Action, CancellationToken)"/>
    [OverloadResolutionPriority(-3)]
    public static T Run<T>(Func<T> main, CancellationToken cancellationToken) => Run(main, null, cancellationToken);

    /// <summary>As <see cref="Run(Action, CoroutineSchedulerOptions?)"/>, but on a pooled thread. The caller does not block.</summary>
    /// <param name="main">Runs in the caller's execution context.</param>
    /// <param name="options">Null: the defaults.</param>
    /// <param name="cancellationToken">
    /// Cancels all frames that have not ended, <paramref name="main"/> first. When <paramref name="main"/> has ended, the frames that are
    /// left, or that were started since, are canceled too. A <paramref name="main"/> that returns a result all the same makes the task
    /// successful, unless other frames were cut: then the task is canceled, since not all was done. The frames' tokens
    /// (<see cref="Coroutine.CancellationToken"/>) fire at once, also for code that computes or blocks. Their callbacks run on the thread
    /// that fires this token, and the callbacks' exceptions come out there.
    /// </param>
    /// <returns>
    /// Completes when <paramref name="main"/> and all that it started have ended. When all threads of the pool are taken,
    /// <paramref name="main"/> waits for one. When as many wait as <see cref="CoroutineThreadPoolOptions.QueueLimit"/> allows, or the pool
    /// can have no thread at all, the task fails with <see cref="CoroutineLimitException"/>. Nothing has run then.
    /// </returns>
    /// <inheritdoc cref="Run(Action, CoroutineSchedulerOptions?)"/>
    public static Task RunAsync(Action main, CoroutineSchedulerOptions? options = null, CancellationToken cancellationToken = default)
    {
        return RunAsync(Coroutine.AsFunction(main), options, cancellationToken);
    }

    /// <typeparam name="T">What <paramref name="main"/> returns.</typeparam>
    /// <inheritdoc cref="RunAsync(Action, CoroutineSchedulerOptions?, CancellationToken)"/>
    public static Task<T> RunAsync<T>(Func<T> main, CoroutineSchedulerOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        TaskResult.Require<T>(main);
        return RunAsync(main, MainFunction.NameOf(main), options, cancellationToken);
    }

    // The name is that of main's frame, in messages.
    internal static Task<T> RunAsync<T>(
        Func<T> main, string name, CoroutineSchedulerOptions? options, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return Task.FromCanceled<T>(cancellationToken);
        }

        ControlledThread.Before(Testing.OperationKind.Start, null);
        SchedulerCore core = new(options ?? CoroutineSchedulerOptions.Default, isHeld: false) { IsUnbegunRun = true };
        core.CalledIn = ScopeSurroundings.NoteHere();
        FrameCore<T> frame = new(core, [StackTraceHidden] () => core.RunEnd!.Run(main), name);
        core.RunEnd = new RunEnd(frame);
        Task<T> task = frame.AsTask();
        _ = new RunCancellation(frame, cancellationToken);
        core.Arrive(frame);
        return task;
    }

    /// <inheritdoc cref="RunAsync(Action, CoroutineSchedulerOptions?, CancellationToken)"/>
    [OverloadResolutionPriority(-3)]
    public static Task RunAsync(Action main, CancellationToken cancellationToken) => RunAsync(main, null, cancellationToken);

    /// <typeparam name="T">What <paramref name="main"/> returns.</typeparam>
    /// <inheritdoc cref="RunAsync(Action, CoroutineSchedulerOptions?, CancellationToken)"/>
    [OverloadResolutionPriority(-3)]
    public static Task<T> RunAsync<T>(Func<T> main, CancellationToken cancellationToken) => RunAsync(main, null, cancellationToken);

    /// <summary>
    /// Starts a function as a frame of this scheduler, behind all ready frames. Does not block, and never runs the function on the calling
    /// thread.
    /// </summary>
    /// <param name="function">Runs in the caller's execution context.</param>
    /// <param name="name">For messages and the name of its thread. Null: messages show the name of the function's method.</param>
    /// <returns>The frame. Await it for the function's end.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="function"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="function"/> is <c>async</c>, and what it returns is no task.</exception>
    /// <exception cref="ObjectDisposedException">The scheduler is disposed, or the run that it belongs to is over.</exception>
    public Frame Start(Action function, string? name = null) => Start(function, name, CancellationToken.None);

    /// <typeparam name="T">What the function returns.</typeparam>
    /// <inheritdoc cref="Start(Action, string?)"/>
    public Frame<T> Start<T>(Func<T> function, string? name = null) => Start(function, name, CancellationToken.None);

    /// <summary>As <see cref="Start(Action, string?)"/>, with a token that cancels the frame.</summary>
    /// <param name="function">Runs in the caller's execution context.</param>
    /// <param name="name">For messages and the name of its thread. Null: none.</param>
    /// <param name="cancellationToken">
    /// Cancels the frame, as <see cref="Frame.Cancel"/> does. The exception that ends it names this token. If it has fired already, the
    /// function never runs.
    /// </param>
    /// <inheritdoc cref="Start(Action, string?)"/>
    public Frame Start(Action function, string? name, CancellationToken cancellationToken)
    {
        return Begin(Coroutine.AsFunction(function), name, cancellationToken).Handle;
    }

    /// <typeparam name="T">What the function returns.</typeparam>
    /// <inheritdoc cref="Start(Action, string?, CancellationToken)"/>
    public Frame<T> Start<T>(Func<T> function, string? name, CancellationToken cancellationToken)
    {
        TaskResult.Require<T>(function);
        return (Frame<T>)Begin(function, name, cancellationToken).Handle;
    }

    /// <inheritdoc cref="Start(Action, string?, CancellationToken)"/>
    [OverloadResolutionPriority(-3)]
    public Frame Start(Action function, CancellationToken cancellationToken) => Start(function, null, cancellationToken);

    /// <typeparam name="T">What the function returns.</typeparam>
    /// <inheritdoc cref="Start(Action, string?, CancellationToken)"/>
    [OverloadResolutionPriority(-3)]
    public Frame<T> Start<T>(Func<T> function, CancellationToken cancellationToken) => Start(function, null, cancellationToken);

    /// <summary>
    /// Cancels all frames, waits for their end, and refuses new frames. A frame that goes on suspending is canceled at each of its
    /// suspension points, 100 times in all. A scheduler that is disposed, or whose run is over, stays as it is.
    /// </summary>
    /// <remarks>
    /// <para>Blocks for as long as clean-up runs, and at most <see cref="CoroutineSchedulerOptions.DisposeTimeout"/>. If frames are left
    /// then, they go on by themselves, and the scheduler is counted and reported. Failures that nobody observed are counted and reported. A
    /// scheduler that is dropped without disposal keeps no thread once its frames have ended. Its failures are reported when their frames
    /// are garbage.</para>
    /// <para>The time begins with the first disposal. A later one waits for what is left of it: not at all when it is over.</para>
    /// <para>A frame of another scheduler that calls this is suspended for as long. In a <see cref="Coroutine.NoSuspend"/> region it
    /// blocks. A cancellation of the frame does not end the wait, and is told later. An interrupt of a thread that blocks is held
    /// back.</para>
    /// </remarks>
    /// <exception cref="InvalidOperationException">Called by one of its own frames, or in a run that one of them has called.</exception>
    public void Dispose() => _core.Disposal.DisposeHere(this);

    /// <summary>As <see cref="Dispose"/>, without blocking.</summary>
    /// <returns>Completes when all frames have ended, or the time is over.</returns>
    /// <exception cref="InvalidOperationException">Called by one of its own frames, or in a run that one of them has called.</exception>
    public ValueTask DisposeAsync() => DisposeAsync(CancellationToken.None);

    /// <summary>As <see cref="DisposeAsync()"/>, with a token that ends the waiting before the time is over.</summary>
    /// <param name="cancellationToken">When it fires, the frames that are left are given up. They go on by themselves.</param>
    /// <returns>Completes when all frames have ended, the time is over, or the token has fired. It is not canceled.</returns>
    /// <exception cref="InvalidOperationException">Called by one of its own frames, or in a run that one of them has called.</exception>
    public ValueTask DisposeAsync(CancellationToken cancellationToken) => _core.Disposal.DisposeAsync(cancellationToken);

    /// <summary>The scheduler's name.</summary>
    /// <returns>Words for people.</returns>
    public override string ToString() => _core.Name is { } name ? $"scheduler '{name}'" : "a scheduler";

    [StackTraceHidden]
    private FrameCore<T> Begin<T>(Func<T> function, string? name, CancellationToken token)
    {
        ControlledThread.Before(Testing.OperationKind.Start, _core);
        ControlledThread.ThrowIfOutside(_core.Run, "start a frame in a scheduler of it");
        bool isOpen = !_core.Disposal.IsAskedFor && !_core.IsClosed;
        if (isOpen && token.IsCancellationRequested)
        {
            return FrameOutside.Canceled(function, name, "its token has fired", token);
        }

        FrameCore<T> frame = new(_core, function, name);
        GivenToken.Give(frame, scope: null, token);
        if (isOpen && _core.TryArrive(frame))
        {
            return frame;
        }

        frame.Cancellation.Given?.End();
        throw new ObjectDisposedException(
            nameof(CoroutineScheduler),
            $"{this} {(_core.Disposal.IsAskedFor ? "is disposed" : "has ended, with the run that it was of,")} and takes no new frames. " +
            "Start them before that, or in a scheduler that is still open.");
    }
}
