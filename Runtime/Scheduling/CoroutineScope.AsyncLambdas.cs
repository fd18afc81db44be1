using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace Baton;

// These overloads decide which lambdas may be blocks. After its first await an async lambda would continue on the .NET thread pool, where
// the scope takes no functions. So an overload that the compiler prefers for async lambdas refuses them. The compiler would choose that
// overload for a lambda that never returns too, so such lambdas have overloads of their own.
public sealed partial class CoroutineScope
{
    private const string NoAsyncBodies =
        "The block of a scope cannot be async: after its first await it would be on the .NET thread pool, outside the scheduler, where " +
        "it can start nothing in " +
        "the scope. Call Await() on the task where it would await.";

    /// <summary>As the overload for an action, for a block that never returns.</summary>
    /// <inheritdoc cref="Run(Action{CoroutineScope})"/>
    [EditorBrowsable(EditorBrowsableState.Never)]
    [OverloadResolutionPriority(2)]
    public static void Run(Func<CoroutineScope, Never?> body)
    {
        ArgumentNullException.ThrowIfNull(body);
        Run(scope =>
        {
            body(scope);
            return default(Nothing);
        });
    }

    /// <summary>As the overload for a function, for a block that never returns.</summary>
    /// <inheritdoc cref="Run{T}(Func{CoroutineScope, T})"/>
    [EditorBrowsable(EditorBrowsableState.Never)]
    [OverloadResolutionPriority(2)]
    public static T Run<T>(Func<CoroutineScope, Never?> body)
    {
        ArgumentNullException.ThrowIfNull(body);
        Run(body);
        return default!; // reached when a lambda returns the literal null or default: the compiler chooses this overload for it too
    }

    /// <summary>Always refuses: a block cannot be asynchronous.</summary>
    /// <param name="body">An <c>async</c> lambda, or a method that returns a task.</param>
    /// <exception cref="NotSupportedException">Always.</exception>
    [Obsolete(NoAsyncBodies, error: true)]
    [EditorBrowsable(EditorBrowsableState.Never)]
    [OverloadResolutionPriority(1)]
    public static void Run(Func<CoroutineScope, Task> body) => throw new NotSupportedException(NoAsyncBodies);

    /// <summary>Always refuses: a block cannot be asynchronous.</summary>
    /// <param name="body">An <c>async</c> lambda, or a method that returns a task.</param>
    /// <exception cref="NotSupportedException">Always.</exception>
    [Obsolete(NoAsyncBodies, error: true)]
    [EditorBrowsable(EditorBrowsableState.Never)]
    public static void Run(Func<CoroutineScope, ValueTask> body) => throw new NotSupportedException(NoAsyncBodies);

    /// <typeparam name="T">What the block's task gives.</typeparam>
    /// <returns>Nothing.</returns>
    /// <inheritdoc cref="Run(Func{CoroutineScope, Task})"/>
    [Obsolete(NoAsyncBodies, error: true)]
    [EditorBrowsable(EditorBrowsableState.Never)]
    [OverloadResolutionPriority(1)]
    public static T Run<T>(Func<CoroutineScope, Task<T>> body) => throw new NotSupportedException(NoAsyncBodies);

    /// <typeparam name="T">What the block's task gives.</typeparam>
    /// <returns>Nothing.</returns>
    /// <inheritdoc cref="Run(Func{CoroutineScope, Task})"/>
    [Obsolete(NoAsyncBodies, error: true)]
    [EditorBrowsable(EditorBrowsableState.Never)]
    public static T Run<T>(Func<CoroutineScope, ValueTask<T>> body) => throw new NotSupportedException(NoAsyncBodies);

    /// <summary>
    /// As <see cref="Async(Action, string?, CancellationToken)"/>, for a function
    /// that returns a task. It is over when the task is.
    /// </summary>
    /// <remarks>What follows the first <c>await</c> of an <c>async</c> function runs on the .NET pool, outside the scheduler.</remarks>
    /// <inheritdoc cref="Async(Action, string?, CancellationToken)"/>
    [OverloadResolutionPriority(2)]
    public Frame Async(Func<Task> function, string? name = null, CancellationToken cancellationToken = default) =>
        Start(TaskFunction.Of(function), name, cancellationToken).Handle;

    /// <typeparam name="T">What the task gives.</typeparam>
    /// <inheritdoc cref="Async(Func{Task}, string?, CancellationToken)"/>
    [OverloadResolutionPriority(2)]
    public Frame<T> Async<T>(Func<Task<T>> function, string? name = null, CancellationToken cancellationToken = default) =>
        (Frame<T>)Start(TaskFunction.Of(function), name, cancellationToken).Handle;

    /// <summary>
    /// As <see cref="Async(Action, string?, CancellationToken)"/>, for a function
    /// that returns a value task. It is over when the value task is.
    /// </summary>
    /// <remarks>What follows the first <c>await</c> of an <c>async</c> function runs on the .NET pool, outside the scheduler.</remarks>
    /// <inheritdoc cref="Async(Action, string?, CancellationToken)"/>
    [OverloadResolutionPriority(1)]
    public Frame Async(Func<ValueTask> function, string? name = null, CancellationToken cancellationToken = default) =>
        Start(TaskFunction.Of(function), name, cancellationToken).Handle;

    /// <typeparam name="T">What the value task gives.</typeparam>
    /// <inheritdoc cref="Async(Func{ValueTask}, string?, CancellationToken)"/>
    [OverloadResolutionPriority(1)]
    public Frame<T> Async<T>(Func<ValueTask<T>> function, string? name = null, CancellationToken cancellationToken = default) =>
        (Frame<T>)Start(TaskFunction.Of(function), name, cancellationToken).Handle;
}
