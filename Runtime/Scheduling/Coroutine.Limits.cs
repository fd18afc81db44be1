namespace Baton;

public static partial class Coroutine
{
    /// <summary>Calls a function that may take only so long.</summary>
    /// <param name="limit">
    /// 0 or more, up to <see cref="int.MaxValue"/> milliseconds, by the clock of the scheduler's options. Outside every scheduler the
    /// system's clock counts. <see cref="Timeout.InfiniteTimeSpan"/>: no limit.
    /// </param>
    /// <param name="function">Runs on the calling thread.</param>
    /// <remarks>
    /// <para>When the limit has passed, what the function waits in ends: <see cref="OperationCanceledException"/> appears there, or at its
    /// next suspension point, and the token <see cref="CancellationToken"/> fires. The frames that the function has started, and that have
    /// not ended, are canceled too. When its <c>finally</c> blocks have run, and those frames have ended, the exception comes out. A
    /// function that computes, or blocks in code that knows nothing of Baton and of the token, is not ended.</para>
    /// <para>A function that returns all the same has won: its result counts. What else it throws comes out instead. An outer limit that
    /// passes first ends the inner ones, and its exception comes out of the outer call.</para>
    /// <para>While the function runs, a cancellation of the frame reaches the frames that the function has started. When it returns in
    /// time, the frames go on by themselves, as after any call of <see cref="Async(Action, string?)"/>.</para>
    /// <para>Outside every scheduler the limit ends Baton's own waits: awaits, delays, queues, streams.</para>
    /// </remarks>
    /// <exception cref="ArgumentNullException"><paramref name="function"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="limit"/> is out of its range.</exception>
    /// <exception cref="TimeoutException">The limit has passed, and the function ended by that.</exception>
    /// <exception cref="OperationCanceledException">The frame, or a scope that it is in, was canceled.</exception>
    /// <exception cref="InvalidOperationException">In a <see cref="NoSuspend"/> region of a frame.</exception>
    public static void WithTimeout(TimeSpan limit, Action function)
    {
        ArgumentNullException.ThrowIfNull(function);
        WithTimeout(limit, AsFunction(function));
    }

    /// <typeparam name="T">What the function returns.</typeparam>
    /// <returns>What the function returned.</returns>
    /// <inheritdoc cref="WithTimeout(TimeSpan, Action)"/>
    public static T WithTimeout<T>(TimeSpan limit, Func<T> function)
    {
        ArgumentNullException.ThrowIfNull(function);
        return CoroutineScope.RunLimited(function, BlockLimit.OfTime(limit), CancellationToken.None);
    }

    /// <summary>Calls a function that a token ends.</summary>
    /// <param name="token">If it has fired already, the function is not called.</param>
    /// <param name="function">Runs on the calling thread.</param>
    /// <remarks>As for <see cref="WithTimeout(TimeSpan, Action)"/>, with the token in place of the limit.</remarks>
    /// <exception cref="ArgumentNullException"><paramref name="function"/> is null.</exception>
    /// <exception cref="OperationCanceledException">
    /// The token has fired, and the function ended by that: the exception names the token. Or the frame, or a scope that it is in, was
    /// canceled.
    /// </exception>
    /// <exception cref="InvalidOperationException">In a <see cref="NoSuspend"/> region of a frame.</exception>
    public static void WithCancellation(CancellationToken token, Action function)
    {
        ArgumentNullException.ThrowIfNull(function);
        WithCancellation(token, AsFunction(function));
    }

    /// <typeparam name="T">What the function returns.</typeparam>
    /// <returns>What the function returned.</returns>
    /// <inheritdoc cref="WithCancellation(CancellationToken, Action)"/>
    public static T WithCancellation<T>(CancellationToken token, Func<T> function)
    {
        ArgumentNullException.ThrowIfNull(function);
        return CoroutineScope.RunLimited(function, new BlockLimit(Timeout.InfiniteTimeSpan, token), token);
    }
}
