using System.Diagnostics;

namespace Baton;

/// <summary>
/// Calls synchronous members of inner streams that have no asynchronous ones. Each call has a thread for as long as it lasts, of a pool
/// that nothing else runs in.
/// </summary>
/// <remarks>
/// The pool is not that of the frames: frames that fill their pool, and wait for such calls, would wait for their own threads. The calls do
/// not wait for each other either. So a stream can be read and written at the same time, as by two threads.
/// </remarks>
[StackTraceHidden]
internal static class BlockingCalls
{
    private static readonly Lazy<CoroutineThreadPool> s_pool = new(
        static () => new CoroutineThreadPool(new CoroutineThreadPoolOptions { Name = "Baton streams" }));

    /// <param name="call">Runs in the caller's execution context, without a frame.</param>
    /// <param name="state">For <paramref name="call"/>.</param>
    /// <param name="token">Fires when the operation is to end. Waits of Baton's in the call end with it.</param>
    internal static Task<TResult> Run<TState, TResult>(Func<TState, TResult> call, TState state, CancellationToken token) =>
        s_pool.Value.Run(
            () =>
            {
                using OutsideToken? outside = OutsideToken.Enter(token);
                return call(state);
            },
            token);
}
