using System.Runtime.ExceptionServices;

namespace Baton;

/// <summary>
/// Structured concurrency: a block that ends when everything started in it has ended. The first failure cancels the rest and comes out.
/// </summary>
/// <remarks>
/// <para>A cancellation reaches the frames started in the scope, and the block itself, each once: at its next suspension point, or where
/// it waits now. An end by <see cref="OperationCanceledException"/>, also inside another exception, is no failure then. Any other is, also
/// from their clean-up: failures that follow the first are kept with it, see <see cref="FurtherFailures"/>. A function's failure reaches
/// the scope whether or not somebody awaited the function and handled it.</para>
/// <para>Scopes nest: a frame or a scope that is canceled takes along, at once, the functions of the scopes that are open inside it. A
/// scope in a coroutine or generator is canceled when its block unwinds, or waits for its end.</para>
/// <para>The block may be in a coroutine or generator, and is canceled only when that runs: between two items the consumer is not
/// disturbed.</para>
/// <para>Outside every scheduler each function runs to its end when it is started, and after a failure no other one begins.</para>
/// <para>Members may be called by the frames of the scheduler that the scope was opened under, and <see cref="Cancel"/> by any
/// thread.</para>
/// </remarks>
public sealed partial class CoroutineScope : IDisposable
{
    private readonly ScopeCore _core;

    private CoroutineScope(ScopeCore core) => _core = core;

    /// <summary>
    /// Fires when the scope is canceled, by a failure, by <see cref="Cancel"/>, or with what it is in: its frame, and the scopes around
    /// it. Its callbacks run on the .NET thread pool, or on the thread that calls <see cref="Cancel"/> or cancels the frame.
    /// </summary>
    public CancellationToken CancellationToken => _core.Cancellation.Token;

    /// <summary>Runs <paramref name="body"/> on the calling thread, and waits for all that it starts in the scope.</summary>
    /// <param name="body">Is given the scope to start functions in.</param>
    /// <remarks>
    /// Suspends the frame while it waits. What fails first, <paramref name="body"/> or a function, comes out when all have ended: the
    /// same object. Of several an <see cref="OperationCanceledException"/> that is nobody's cancellation here comes out only if all are
    /// of that kind. A block that ends by itself although the scope was canceled is no failure.
    /// </remarks>
    /// <exception cref="ArgumentNullException"><paramref name="body"/> is null.</exception>
    /// <exception cref="OperationCanceledException">
    /// The block was canceled and ended by it; with the scope's token, when it was by <see cref="Cancel"/>. Or the frame was.
    /// </exception>
    /// <exception cref="CoroutineDeadlockException">
    /// The functions wait for the code behind this call: they are canceled, and left to end after it.
    /// </exception>
    /// <exception cref="InvalidOperationException">In a <see cref="Coroutine.NoSuspend"/> region of a frame.</exception>
    public static void Run(Action<CoroutineScope> body)
    {
        ArgumentNullException.ThrowIfNull(body);
        Run(scope =>
        {
            body(scope);
            return default(Nothing);
        });
    }

    /// <typeparam name="T">What <paramref name="body"/> returns.</typeparam>
    /// <returns>What <paramref name="body"/> returned.</returns>
    /// <inheritdoc cref="Run(Action{CoroutineScope})"/>
    public static T Run<T>(Func<CoroutineScope, T> body)
    {
        ArgumentNullException.ThrowIfNull(body);
        CoroutineScope scope = new(new ScopeCore(FrameCore.Current));
        T result = default!;
        ExceptionDispatchInfo? fault = null;
        try
        {
            result = TaskResult.Await(body(scope));
        }
        catch (Exception e) // comes out when all have ended
        {
            fault = ExceptionDispatchInfo.Capture(e);
        }

        scope._core.Finish(fault);
        return result;
    }

    /// <summary>The failures that followed the one that came out of a scope, in the order in which they happened.</summary>
    /// <param name="exception">What <see cref="Run(Action{CoroutineScope})"/> threw.</param>
    /// <returns>Empty when there were none. They are kept in the exception's <see cref="Exception.Data"/>.</returns>
    /// <remarks>An exception that passes through several scopes collects those of each.</remarks>
    /// <exception cref="ArgumentNullException"><paramref name="exception"/> is null.</exception>
    public static IReadOnlyList<Exception> FurtherFailures(Exception exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        return ScopeFailures.FollowersOf(exception);
    }

    /// <summary>Starts a function in the scope, as <see cref="Coroutine.Async(Action, string?)"/> does.</summary>
    /// <param name="function">May start others in the same scope.</param>
    /// <param name="name">For messages and the name of its thread. Null: none.</param>
    /// <returns>
    /// What to await for its end; its failure reaches the scope whether or not anybody awaits it. In a scope that is canceled the
    /// function never runs, and this frame has been canceled.
    /// </returns>
    /// <exception cref="ArgumentNullException"><paramref name="function"/> is null.</exception>
    /// <exception cref="ObjectDisposedException">The scope is over.</exception>
    /// <exception cref="InvalidOperationException">
    /// Called outside the scope's scheduler; or in a <see cref="Coroutine.NoSuspend"/> region.
    /// </exception>
    public Frame Async(Action function, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(function);
        return Frame.Of(Start(Coroutine.AsFunction(function), name));
    }

    /// <typeparam name="T">What the function returns.</typeparam>
    /// <inheritdoc cref="Async(Action, string?)"/>
    public Frame<T> Async<T>(Func<T> function, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(function);
        return new Frame<T>(Start(function, name));
    }

    /// <summary>
    /// Cancels what was started in the scope and the block. May be called from any thread; does not wait. No effect on a scope that is
    /// canceled, or over.
    /// </summary>
    /// <remarks>
    /// Called from outside the scope's scheduler it runs the callbacks that are registered with the tokens that fire by it, and throws
    /// what they throw, as <see cref="CancellationTokenSource.Cancel()"/> does: the scope is canceled all the same.
    /// </remarks>
    public void Cancel()
    {
        if (_core.Scheduler is null)
        {
            _core.CancelOutside(byBlock: false);
        }
        else if (FrameCore.Current?.Scheduler == _core.Scheduler)
        {
            _core.Cancellation.Cancel();
        }
        else
        {
            _core.Cancellation.CancelAtOnce();
        }
    }

    /// <summary>
    /// Called by the block, which goes on: cancels what was started in the scope, waits for its end, and starts nothing new. By others: as
    /// <see cref="Cancel"/>.
    /// </summary>
    /// <remarks>
    /// Failures come out at the end of the block. There is no need to call this: <see cref="Run(Action{CoroutineScope})"/> waits for all.
    /// </remarks>
    /// <exception cref="InvalidOperationException">
    /// In a <see cref="Coroutine.NoSuspend"/> region, with something to wait for. Nothing was canceled.
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
        else if (FrameCore.Current is { } me && _core.IsBlockOf(me))
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

    private FrameCore<T> Start<T>(Func<T> function, string? name)
    {
        if (_core.IsOver)
        {
            throw new ObjectDisposedException(
                nameof(CoroutineScope), "The scope is over: its block has ended or has disposed it. Start functions before that, or in " +
                    "a scope that is still open.");
        }

        if (FrameCore.Current?.Scheduler != _core.Scheduler || _core.IsStrangerOutside)
        {
            throw new InvalidOperationException(_core.Scheduler is null
                ? "This scope was opened outside every scheduler: it takes functions only from the thread that opened it, outside " +
                    "every scheduler."
                : $"This scope was opened under {_core.Scheduler.Handle}: it takes functions only from that scheduler's frames.");
        }

        return _core.Cancellation.IsCanceled
            ? FrameOutside.Canceled(function, name, _core.Cancellation.OwnToken)
            : Coroutine.StartFrame(function, name, _core);
    }
}
