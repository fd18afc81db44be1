using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Baton.Orleans;

/// <summary>
/// A turn of the activation that a body belongs to. A function that runs in it has what a grain's method has: state, timers, streams, the
/// grain's <c>GrainFactory</c>, and the grain as the sender of its calls. Called in a body, from any depth, on any of its threads.
/// </summary>
/// <remarks>
/// Turns of one activation never overlap. While a body waits for a turn, or for the task of a function in its turn, only its own thread
/// waits. Where the activation's turn is held already, as in such a function, a plain function runs at once. A function that returns a task
/// is refused there: to wait for it would keep the turn that its end needs. Await it instead.
/// </remarks>
[StackTraceHidden]
public static class GrainTurn
{
    /// <summary>Runs a function in a turn of its own, and suspends until it has ended.</summary>
    /// <param name="function">Runs in the caller's execution context, which has the request context and the trace.</param>
    /// <exception cref="ArgumentNullException"><paramref name="function"/> is null.</exception>
    /// <exception cref="InvalidOperationException">
    /// Called outside every body; in a turn of another activation; by code that has outlived its body; or the activation has ended.
    /// </exception>
    /// <exception cref="OperationCanceledException">
    /// The body was canceled. If that was before the turn began, the function does not run. If it was later, the function has ended.
    /// </exception>
    public static void Run(Action function)
    {
        ArgumentNullException.ThrowIfNull(function);
        Run(() =>
        {
            function();
            return true;
        });
    }

    /// <typeparam name="T">What the function returns.</typeparam>
    /// <returns>What the function returned.</returns>
    /// <inheritdoc cref="Run(Action)"/>
    public static T Run<T>(Func<T> function)
    {
        ArgumentNullException.ThrowIfNull(function);
        GrainBody body = GrainBody.Require();
        return body.HoldsTurn ? function() : body.RunInTurn(function);
    }

    /// <summary>
    /// Calls a function that returns a task, as a grain call does, in a turn of its own, and suspends until the task has ended. What
    /// follows an <c>await</c> in the function is in turns of the activation too.
    /// </summary>
    /// <param name="function">Runs in the caller's execution context, which has the request context and the trace.</param>
    /// <exception cref="ArgumentNullException"><paramref name="function"/> is null.</exception>
    /// <exception cref="InvalidOperationException">
    /// Called outside every body; in a turn of any activation, which would have to wait for itself; by code that has outlived its body; or
    /// the activation has ended.
    /// </exception>
    /// <exception cref="OperationCanceledException">
    /// The body was canceled. If that was before the turn began, the function does not run. If it was later, the task goes on by itself, as
    /// with every wait that is canceled.
    /// </exception>
    [OverloadResolutionPriority(2)]
    public static void Run(Func<Task> function)
    {
        ArgumentNullException.ThrowIfNull(function);
        GrainBody.RequireOutsideTurns().CallInTurn(function);
    }

    /// <typeparam name="T">What the task gives.</typeparam>
    /// <returns>What the task gave.</returns>
    /// <inheritdoc cref="Run(Func{Task})"/>
    [OverloadResolutionPriority(2)]
    public static T Run<T>(Func<Task<T>> function)
    {
        ArgumentNullException.ThrowIfNull(function);
        return GrainBody.RequireOutsideTurns().CallInTurn(function);
    }

    /// <inheritdoc cref="Run(Func{Task})"/>
    [OverloadResolutionPriority(1)]
    public static void Run(Func<ValueTask> function)
    {
        ArgumentNullException.ThrowIfNull(function);
        Run(() => function().AsTask());
    }

    /// <inheritdoc cref="Run{T}(Func{Task{T}})"/>
    [OverloadResolutionPriority(1)]
    public static T Run<T>(Func<ValueTask<T>> function)
    {
        ArgumentNullException.ThrowIfNull(function);
        return Run(() => function().AsTask());
    }
}
