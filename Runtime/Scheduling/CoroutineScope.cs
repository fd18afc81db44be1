using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Baton;

/// <summary>
/// Structured concurrency: a block that ends when all that was started in it has ended. The first failure cancels the rest and comes out.
/// </summary>
/// <remarks>
/// <para>A cancellation reaches the frames started in the scope, and the block itself, each once. It appears at the next suspension point,
/// or where the frame or the block waits now. An end by <see cref="OperationCanceledException"/>, also inside another exception, is no
/// failure then. Any other exception is a failure, also when clean-up throws it. The first failure keeps those that follow it, see
/// <see cref="FurtherFailures"/>. A function's failure reaches the scope even when code awaits the function and handles the failure.</para>
/// <para>Scopes nest. A frame or a scope that is canceled takes along, at once, the functions of the scopes that are open inside it. A
/// scope in a coroutine or generator is canceled when its block unwinds, or waits for the scope's end.</para>
/// <para>The block may be in a coroutine or generator, and is then canceled only while that runs. Between two items the consumer is not
/// disturbed.</para>
/// <para>Outside every scheduler each function runs to its end when it is started. After a failure none begins; the block is told.</para>
/// <para>The frames of the scheduler that the scope was opened under may call all members. Any thread may call <see cref="Cancel"/>.</para>
/// </remarks>
/// <include file="../Examples.xml" path="examples/example[@name='ScopeExample']"/>
public sealed partial class CoroutineScope : IDisposable
{
    private readonly ScopeCore _core;

    private CoroutineScope(ScopeCore core) => _core = core;

    /// <summary>
    /// Fires when the scope is canceled: by a failure, by <see cref="Cancel"/>, or with its frame or a scope around it. The callbacks run
    /// on a thread of the library's, or on the thread that calls <see cref="Cancel"/> or cancels the frame.
    /// </summary>
    /// <remarks>
    /// In a coroutine or generator the token fires at once with the scopes around it there. With a frame that runs the coroutine it fires
    /// when the block unwinds; <see cref="Coroutine.CancellationToken"/> there fires at once.
    /// </remarks>
    public CancellationToken CancellationToken => _core.Cancellation.Token;

    /// <summary>Runs <paramref name="body"/> on the calling thread, and waits for all that it starts in the scope.</summary>
    /// <param name="body">The block. It is given the scope, to start functions in.</param>
    /// <remarks>
    /// Suspends the frame while it waits. The first failure, of <paramref name="body"/> or of a function, comes out when all have ended. It
    /// is the same object. An <see cref="OperationCanceledException"/> can be a failure too, if it tells no cancellation of this scope or
    /// its frames. It comes out only if all failures are of that type. A block that returns although the scope was canceled is no failure,
    /// unless a token or a timeout has cut functions.
    /// </remarks>
    /// <exception cref="ArgumentNullException"><paramref name="body"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="body"/> is <c>async</c>, and what it returns is no task.</exception>
    /// <exception cref="OperationCanceledException">
    /// The block, or the frame, was canceled and ended by the cancellation. After <see cref="Cancel"/> the exception names the scope's
    /// token.
    /// </exception>
    /// <exception cref="CoroutineDeadlockException">
    /// The functions wait for the code that follows this call. They are canceled, and end after the call has returned.
    /// </exception>
    /// <exception cref="InvalidOperationException">In a <see cref="Coroutine.NoSuspend"/> region of a frame.</exception>
    public static void Run(Action<CoroutineScope> body) => Run(AsFunction(body));

    /// <typeparam name="T">What <paramref name="body"/> returns.</typeparam>
    /// <returns>What <paramref name="body"/> returned.</returns>
    /// <inheritdoc cref="Run(Action{CoroutineScope})"/>
    public static T Run<T>(Func<CoroutineScope, T> body)
    {
        TaskResult.Require<T>(body);
        return FrameCore.Current is { } frame ? RunBlock(new ScopeCore(frame), body, limit: null)
            : RunLimited(body, new BlockLimit(System.Threading.Timeout.InfiniteTimeSpan, default), default, default);
    }

    /// <summary>As <see cref="Run(Action{CoroutineScope})"/>, with a token that cancels the scope.</summary>
    /// <param name="body">The block. It is given the scope, to start functions in.</param>
    /// <param name="cancellationToken">
    /// Cancels the block and all that was started in the scope. If it has fired already, the block does not begin.
    /// </param>
    /// <remarks>When the token has ended the block, or cut a function, the exception that comes out names this token.</remarks>
    /// <inheritdoc cref="Run(Action{CoroutineScope})"/>
    [OverloadResolutionPriority(-1)] // options that are written new() { … } are no token
    public static void Run(Action<CoroutineScope> body, CancellationToken cancellationToken) => Run(body, null, cancellationToken);

    /// <typeparam name="T">What <paramref name="body"/> returns.</typeparam>
    /// <returns>What <paramref name="body"/> returned.</returns>
    /// <inheritdoc cref="Run(Action{CoroutineScope}, CancellationToken)"/>
    [OverloadResolutionPriority(-1)]
    public static T Run<T>(Func<CoroutineScope, T> body, CancellationToken cancellationToken) => Run(body, null, cancellationToken);

    /// <summary>As <see cref="Run(Action{CoroutineScope})"/>, with options, and a token that cancels the scope.</summary>
    /// <param name="body">The block. It is given the scope, to start functions in.</param>
    /// <param name="options">Null: the defaults.</param>
    /// <param name="cancellationToken">
    /// Cancels the block and all that was started in the scope. If it has fired already, the block does not begin.
    /// </param>
    /// <remarks>
    /// When the token has ended the block, or cut a function, the exception that comes out names this token. When
    /// <see cref="CoroutineScopeOptions.Timeout"/> has done so, a <see cref="TimeoutException"/> comes out. A failure comes first.
    /// </remarks>
    /// <exception cref="TimeoutException">The time of the options was over, and the block or a function ended by that.</exception>
    /// <inheritdoc cref="Run(Action{CoroutineScope})"/>
    public static void Run(
        Action<CoroutineScope> body, CoroutineScopeOptions? options, CancellationToken cancellationToken = default) =>
        Run(AsFunction(body), options, cancellationToken);

    /// <typeparam name="T">What <paramref name="body"/> returns.</typeparam>
    /// <returns>What <paramref name="body"/> returned.</returns>
    /// <inheritdoc cref="Run(Action{CoroutineScope}, CoroutineScopeOptions?, CancellationToken)"/>
    public static T Run<T>(
        Func<CoroutineScope, T> body, CoroutineScopeOptions? options, CancellationToken cancellationToken = default)
    {
        TaskResult.Require<T>(body);
        TimeSpan timeout = options?.Timeout ?? System.Threading.Timeout.InfiniteTimeSpan;
        ScopeRules rules = new(IsLimit: false, options?.Supervise ?? false, options?.OnFailure);
        return RunLimited(body, new BlockLimit(timeout, cancellationToken), rules, cancellationToken);
    }

    /// <summary>Runs a block that only has a limit: see <see cref="ScopeRules.IsLimit"/>.</summary>
    [StackTraceHidden]
    internal static T RunLimited<T>(Func<T> function, BlockLimit limit, CancellationToken token) =>
        RunLimited([StackTraceHidden] (_) => function(), limit, new ScopeRules(IsLimit: true, Supervises: false, OnFailure: null), token);

    // AsyncMethods looks for the name of this method on the stack.
    [MethodImpl(MethodImplOptions.NoInlining)]
    [StackTraceHidden]
    private static T RunLimited<T>(Func<CoroutineScope, T> body, BlockLimit limit, ScopeRules rules, CancellationToken token)
    {
        token.ThrowIfCancellationRequested();
        using (limit)
        {
            ScopeCore core = new(FrameCore.Current, rules);
            T result;
            try
            {
                result = RunBlock(core, body, limit);
            }
            catch (OperationCanceledException e)
            {
                if (limit.Explain(e) is { } reason)
                {
                    ReplacedTeller.Note(core, e, reason);
                    throw reason;
                }

                throw;
            }

            limit.ThrowIfItHasCut(core);
            return result;
        }
    }

    [StackTraceHidden]
    private static T RunBlock<T>(ScopeCore core, Func<CoroutineScope, T> body, BlockLimit? limit)
    {
        T result = default!;
        ThrownFault? fault = null;
        try
        {
            limit?.Begin(core);
            result = TaskResult.Await(body(new CoroutineScope(core)));
        }
        catch (Exception e) // thrown when all have ended
        {
            fault = ThrownFault.Capture(e);
        }

        core.Finish(fault);
        return result;
    }

    /// <summary>The failures that followed the first failure of a scope, in the order in which they happened.</summary>
    /// <param name="exception">What <see cref="Run(Action{CoroutineScope})"/> threw.</param>
    /// <returns>Empty when there were none.</returns>
    /// <remarks>It collects those of each scope that it passes, of <see cref="Frame.AwaitAll(ReadOnlySpan{Frame})"/>, and of a task that
    /// has failed more than once. Of such places beside each other that fail with one object, all but the first throw copies.</remarks>
    /// <exception cref="ArgumentNullException"><paramref name="exception"/> is null.</exception>
    public static IReadOnlyList<Exception> FurtherFailures(Exception exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        return KeptFailures.Of(exception)?.Followers ?? [];
    }

    /// <summary>Starts a function in the scope, as <see cref="Coroutine.Async(Action, string?)"/> does.</summary>
    /// <param name="function">May start other functions in the same scope.</param>
    /// <param name="name">For messages and the name of its thread. Null: none.</param>
    /// <returns>
    /// The frame. Await it for the function's end. The function's failure reaches the scope even if no code awaits the frame. In a canceled
    /// scope the function never runs, and the frame that is returned is canceled.
    /// </returns>
    /// <exception cref="ArgumentNullException"><paramref name="function"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="function"/> is <c>async</c>, and what it returns is no task.</exception>
    /// <exception cref="ObjectDisposedException">The scope is over.</exception>
    /// <exception cref="InvalidOperationException">
    /// The caller is outside the scope's scheduler, or in a <see cref="Coroutine.NoSuspend"/> region.
    /// </exception>
    public Frame Async(Action function, string? name = null) => Async(function, name, CancellationToken.None);

    /// <typeparam name="T">What the function returns.</typeparam>
    /// <inheritdoc cref="Async(Action, string?)"/>
    public Frame<T> Async<T>(Func<T> function, string? name = null) => Async(function, name, CancellationToken.None);

    /// <summary>As <see cref="Async(Action, string?)"/>, with a token that cancels this function alone.</summary>
    /// <param name="function">May start other functions in the same scope.</param>
    /// <param name="name">For messages and the name of its thread. Null: none.</param>
    /// <param name="cancellationToken">
    /// Cancels the frame, as <see cref="Frame.Cancel"/> does. The exception that ends it names this token. If it has fired already, the
    /// function never runs.
    /// </param>
    /// <inheritdoc cref="Async(Action, string?)"/>
    public Frame Async(Action function, string? name, CancellationToken cancellationToken)
    {
        return Start(Coroutine.AsFunction(function), name, cancellationToken).Handle;
    }

    /// <typeparam name="T">What the function returns.</typeparam>
    /// <inheritdoc cref="Async(Action, string?, CancellationToken)"/>
    public Frame<T> Async<T>(Func<T> function, string? name, CancellationToken cancellationToken)
    {
        TaskResult.Require<T>(function);
        return (Frame<T>)Start(function, name, cancellationToken).Handle;
    }

    /// <inheritdoc cref="Async(Action, string?, CancellationToken)"/>
    [OverloadResolutionPriority(-3)]
    public Frame Async(Action function, CancellationToken cancellationToken) => Async(function, null, cancellationToken);

    /// <typeparam name="T">What the function returns.</typeparam>
    /// <inheritdoc cref="Async(Action, string?, CancellationToken)"/>
    [OverloadResolutionPriority(-3)]
    public Frame<T> Async<T>(Func<T> function, CancellationToken cancellationToken) => Async(function, null, cancellationToken);

    /// <summary>
    /// Cancels the block and all that was started in the scope. Any thread may call this. The call does not wait. A scope that is canceled,
    /// or over, stays as it is.
    /// </summary>
    /// <remarks>
    /// A call from outside the scope's scheduler runs the callbacks of the tokens that it fires. It throws what the callbacks throw, as
    /// <see cref="CancellationTokenSource.Cancel()"/> does. The scope is canceled all the same.
    /// </remarks>
    public void Cancel()
    {
        ControlledThread.Before(Testing.OperationKind.Cancel, _core);
        _core.CancelHere();
    }

    /// <summary>
    /// Called by the block, which goes on: cancels all that was started in the scope, waits for its end, and lets nothing new start. Called
    /// by other code: does what <see cref="Cancel"/> does.
    /// </summary>
    /// <remarks>
    /// <para>Failures come out at the end of the block. No code needs to call this: <see cref="Run(Action{CoroutineScope})"/> waits for all
    /// functions.</para>
    /// <para>Scopes that are open inside the block go on, as the block does.</para>
    /// <para>The call takes no cancellation, since an exception may be on its way. A cancellation that is pending appears at the next
    /// suspension point.</para>
    /// </remarks>
    /// <exception cref="InvalidOperationException">
    /// The block is in a <see cref="Coroutine.NoSuspend"/> region, and functions have not ended. Nothing was canceled.
    /// </exception>
    public void Dispose()
    {
        if (_core.IsOver)
        {
            return;
        }

        if (_core.Scheduler is null)
        {
            _core.CancelOutside(byBlock: !_core.IsStrangerOutside);
        }
        else if (BatonHere.Frame is { } me && _core.IsBlockOf(me))
        {
            _core.DisposeInBlock(me);
        }
        else
        {
            Cancel();
        }
    }

    /// <summary>Words for messages.</summary>
    /// <returns>What a frame that ends the scope waits for.</returns>
    public override string ToString() => _core.ToString();

    private static Func<CoroutineScope, Nothing> AsFunction(Action<CoroutineScope> body)
    {
        SynchronousFunction.Require(body, TaskResult.Alternative);
        return [StackTraceHidden] (scope) =>
        {
            body(scope);
            return default;
        };
    }

    [StackTraceHidden]
    private FrameCore<T> Start<T>(Func<T> function, string? name, CancellationToken token)
    {
        ScopeRefusals.ThrowIfClosedToCaller(_core);
        FrameCore.Current?.EnterSuspension();
        _core.Scheduler?.LookAtArrivals();
        return _core.Cancellation.IsCanceled ? FrameOutside.Cut(function, name, _core)
            : token.IsCancellationRequested ? FrameOutside.Canceled(function, name, "its token has fired", token)
            : FrameStarts.Start(function, name, _core, token);
    }
}
