using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Baton;

/// <summary>
/// Runs code that reads or writes synchronously over a stream that can only be used asynchronously, such as the body of a web request. It
/// takes one line, blocks no thread of the .NET pool, and buffers nothing of the stream.
/// </summary>
/// <remarks>
/// <para>The body runs on a thread of a coroutine pool, as the first frame of a scheduler of its own. So it may call
/// <see cref="Coroutine.Async(Action, string?)"/>, and the bodies of different calls run in parallel. While a body waits for the stream,
/// only its own thread waits.</para>
/// <para>As many bodies run at a time as the pool has threads (<see cref="CoroutineThreadPoolOptions.MaxThreads"/>). The others wait for a
/// thread, first come, first served. When <see cref="CoroutineThreadPoolOptions.QueueLimit"/> pieces of work wait already, another is
/// refused.</para>
/// <para>Dumps and messages name the body's frame by its function, such as <c>bridge Load</c>.
/// <see cref="CoroutineSchedulerOptions.Name"/> tells the bridges of one function apart.</para>
/// <para>All members may be called from any thread, and do not block.</para>
/// </remarks>
/// <include file="../Examples.xml" path="examples/example[@name='SyncBridgeExample']"/>
public static class SyncBridge
{
    private const string NotForAsyncBodies = "Asynchronous code needs no bridge: give it the asynchronous stream itself.";

    private const string Over =
        "The body of SyncBridge.RunAsync has ended, and with it the stream that it was given. The stream behind it is open still.";

    /// <summary>
    /// Runs <paramref name="body"/> on a pooled thread, and gives it a stream whose synchronous members await those of
    /// <paramref name="stream"/>.
    /// </summary>
    /// <param name="stream">Is left open. It is flushed when the body flushes or disposes its own stream.</param>
    /// <param name="body">
    /// Runs in the execution context of this call. Its stream is a <see cref="SuspendingStream"/>, which may be disposed. The stream is of
    /// no use once the body has ended, with all that the body has started.
    /// </param>
    /// <param name="cancellationToken">
    /// Ends the wait that the body is in, or appears where the body next uses the stream or suspends. The same holds for threads and pool
    /// work that the body starts: for the stream, and, where the execution context flows, for all that waits by Baton. The <c>finally</c>
    /// blocks run, and in them the stream gives nothing more. A body that has no thread yet never runs. A body that ends with a result all
    /// the same makes the task successful, unless frames that it started were cut. An operation of <paramref name="stream"/> that ignores
    /// its token for more than 100 ms may then be under way still.
    /// </param>
    /// <returns>
    /// Completes when the body, and all that it started, have ended. Fails with the exception that the body threw, the very object. Is
    /// canceled when that was the cancellation. A library may have wrapped the cancellation in an exception of its own, which is then the
    /// inner one. Fails with <see cref="CoroutineLimitException"/> when the pool's queue is full or no thread could be had, and with
    /// <see cref="ObjectDisposedException"/> when the pool is disposed.
    /// </returns>
    /// <exception cref="ArgumentNullException"><paramref name="stream"/> or <paramref name="body"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="body"/> is <c>async</c>, and would leave at its first await.</exception>
    [OverloadResolutionPriority(-1)] // options that are written new() { … } are no token
    public static Task RunAsync(Stream stream, Action<Stream> body, CancellationToken cancellationToken = default) =>
        RunAsync(stream, body, options: null, cancellationToken);

    /// <param name="stream">As for the overload without options.</param>
    /// <param name="body">As for the overload without options.</param>
    /// <param name="options">The pool of the threads, the clock, and all else that a scheduler has. Null: the defaults.</param>
    /// <param name="cancellationToken">As for the overload without options.</param>
    /// <inheritdoc cref="RunAsync(Stream, Action{Stream}, CancellationToken)"/>
    public static Task RunAsync(
        Stream stream, Action<Stream> body, CoroutineSchedulerOptions? options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(stream);
        SynchronousFunction.Require(body, NotForAsyncBodies);
        return Run(
            stream,
            [StackTraceHidden] (stream) =>
            {
                body(stream);
                return default(Nothing);
            },
            body,
            options,
            cancellationToken);
    }

    /// <typeparam name="TResult">What the body returns.</typeparam>
    /// <inheritdoc cref="RunAsync(Stream, Action{Stream}, CancellationToken)"/>
    [OverloadResolutionPriority(-1)]
    public static Task<TResult> RunAsync<TResult>(
        Stream stream, Func<Stream, TResult> body, CancellationToken cancellationToken = default) =>
        RunAsync(stream, body, options: null, cancellationToken);

    /// <typeparam name="TResult">What the body returns.</typeparam>
    /// <inheritdoc cref="RunAsync(Stream, Action{Stream}, CoroutineSchedulerOptions, CancellationToken)"/>
    public static Task<TResult> RunAsync<TResult>(
        Stream stream, Func<Stream, TResult> body, CoroutineSchedulerOptions? options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(stream);
        SynchronousFunction.Require(body, NotForAsyncBodies);
        return Run(stream, body, body, options, cancellationToken);
    }

    // What the user has given names the bridge's frame, in messages.
    private static Task<TResult> Run<TResult>(
        Stream stream,
        Func<Stream, TResult> body,
        Delegate given,
        CoroutineSchedulerOptions? options,
        CancellationToken cancellationToken)
    {
        OutsideToken? before = OutsideToken.Flowing;
        OutsideToken? outside = OutsideToken.Enter(cancellationToken); // flows to the body, and to the threads that it starts
        SuspendingStream bridge = new(stream, leaveOpen: true) { Bridge = outside };
        try
        {
            return new BridgeEnd<TResult>(
                bridge,
                CoroutineScheduler.RunAsync(
                    [StackTraceHidden] () => RunBody(bridge, body, cancellationToken), NameOf(given), options, cancellationToken),
                Over).Start();
        }
        catch (Exception e) // asynchronous methods fail in their task
        {
            outside?.Dispose();
            return Task.FromException<TResult>(e);
        }
        finally
        {
            OutsideToken.Flowing = before; // the caller's code is not the body's
        }
    }

    private static string NameOf(Delegate body) => FunctionName.Of(body) is { } name ? $"bridge {name}" : "bridge";

    [StackTraceHidden]
    private static TResult RunBody<TResult>(SuspendingStream bridge, Func<Stream, TResult> body, CancellationToken cancellationToken)
    {
        StandIns standIns = default;
        try
        {
            return Watched(bridge, body, ref standIns);
        }
        catch (Exception e)
        {
            if (cancellationToken.IsCancellationRequested && standIns.Contains(e))
            {
                throw new OperationCanceledException("The body of SyncBridge.RunAsync was canceled.", e, cancellationToken);
            }

            throw;
        }
    }

    [StackTraceHidden]
    private static TResult Watched<TResult>(SuspendingStream bridge, Func<Stream, TResult> body, ref StandIns standIns)
    {
        try
        {
            return body(bridge);
        }
        catch (Exception e) when (standIns.Note(e, IsCancellation(e), wasRaised: bridge.HasRefused))
        {
            throw;
        }
    }

    private static bool IsCancellation(Exception exception) => exception is OperationCanceledException
        || (FrameCore.Current is { } frame && FrameFault.Unwrap(frame, exception) is not null);
}
