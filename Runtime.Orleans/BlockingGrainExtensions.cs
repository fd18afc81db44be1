using System.Runtime.CompilerServices;

namespace Baton.Orleans;

/// <summary>Runs blocking code of grains, whatever their base class is.</summary>
public static class BlockingGrainExtensions
{
    /// <summary>
    /// Runs blocking code as a body of this activation: the first frame of a scheduler of its own, on a thread of the silo's pool. Does not
    /// block. Await the task in the grain's method: to block on it there (<c>.Result</c>) is a deadlock with the body's first turn.
    /// </summary>
    /// <param name="grain">The grain.</param>
    /// <param name="body">
    /// Runs in the caller's execution context, which has the request context and the trace. It must touch the activation by
    /// <see cref="GrainTurn"/> alone: its state, timers, streams and <c>GrainFactory</c>.
    /// </param>
    /// <param name="cancellationToken">
    /// Cancels the body at its next suspension point; its <c>finally</c> blocks run. The exception that comes out names this token. If it
    /// has fired already, the body does not run. Code that blocks without Baton is not interrupted. Default: none.
    /// </param>
    /// <returns>
    /// Completes when the body, and all that it has started by Baton, has ended. Fails with what the body threw; with
    /// <see cref="CoroutineLimitException"/> if too many bodies wait for a thread, and then nothing has run; with
    /// <see cref="OperationCanceledException"/> if it was canceled, by the token or because the activation ended meanwhile; with
    /// <c>Orleans.Runtime.SiloUnavailableException</c> if the silo stops, whether the body was refused or canceled for that.
    /// </returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="body"/> is <c>async</c>, and what it returns is no task.</exception>
    /// <exception cref="InvalidOperationException">The silo has no Baton: <c>AddBaton</c> was not called on its builder.</exception>
    /// <exception cref="ObjectDisposedException">The activation has ended.</exception>
    public static Task RunBlocking(this IGrainBase grain, Action body, CancellationToken cancellationToken = default) =>
        GrainBodies.Of(grain, body).RunAsync(
            body, static (body, options, token) => CoroutineScheduler.RunAsync(body, options, token), cancellationToken);

    /// <typeparam name="T">What <paramref name="body"/> returns.</typeparam>
    /// <inheritdoc cref="RunBlocking(IGrainBase, Action, CancellationToken)"/>
    public static Task<T> RunBlocking<T>(this IGrainBase grain, Func<T> body, CancellationToken cancellationToken = default) =>
        GrainBodies.Of(grain, body).RunForResultAsync(
            body, static (body, options, token) => CoroutineScheduler.RunAsync(body, options, token), cancellationToken);

    /// <summary>
    /// As <see cref="RunBlocking(IGrainBase, Action, CancellationToken)"/>, for a body that returns a task: it has ended when the task has.
    /// </summary>
    /// <remarks>What follows the first <c>await</c> of an <c>async</c> body runs on the .NET pool, and outside the activation.</remarks>
    /// <inheritdoc cref="RunBlocking(IGrainBase, Action, CancellationToken)"/>
    [OverloadResolutionPriority(2)]
    public static Task RunBlocking(this IGrainBase grain, Func<Task> body, CancellationToken cancellationToken = default) =>
        GrainBodies.Of(grain, body).RunAsync(
            body, static (body, options, token) => CoroutineScheduler.RunAsync(body, options, token), cancellationToken);

    /// <typeparam name="T">What the task gives.</typeparam>
    /// <inheritdoc cref="RunBlocking(IGrainBase, Func{Task}, CancellationToken)"/>
    [OverloadResolutionPriority(2)]
    public static Task<T> RunBlocking<T>(this IGrainBase grain, Func<Task<T>> body, CancellationToken cancellationToken = default) =>
        GrainBodies.Of(grain, body).RunForResultAsync(
            body, static (body, options, token) => CoroutineScheduler.RunAsync(body, options, token), cancellationToken);
}
