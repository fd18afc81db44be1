using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace Baton;

// Which lambdas may be callbacks of cases. See Select.AsyncLambdas.cs.
#pragma warning disable CA1711 // it is a queue
public sealed partial class CoroutineQueue<T>
#pragma warning restore CA1711
{
    /// <summary>As the overload for an action, for a callback that never returns.</summary>
    /// <inheritdoc cref="OnDequeue(Action{T})"/>
    [EditorBrowsable(EditorBrowsableState.Never)]
    [OverloadResolutionPriority(2)]
    public SelectCase OnDequeue(Func<T, Never?> action) =>
        OnDequeue(Select.Plain(action));

    /// <summary>As the overload for an action, for a callback that never returns.</summary>
    /// <inheritdoc cref="OnEnqueue(T, Action)"/>
    [EditorBrowsable(EditorBrowsableState.Never)]
    [OverloadResolutionPriority(2)]
    public SelectCase OnEnqueue(T value, Func<Never?>? action) =>
        OnEnqueue(value, action is null ? null : Select.Plain(action));

    /// <summary>Refused: a callback cannot be asynchronous.</summary>
    /// <param name="action">An <c>async</c> lambda, or a method that returns a task.</param>
    /// <returns>Nothing.</returns>
    /// <exception cref="NotSupportedException">Always.</exception>
    [Obsolete(Select.NoAsyncActions, error: true)]
    [EditorBrowsable(EditorBrowsableState.Never)]
    [OverloadResolutionPriority(1)]
    public SelectCase OnDequeue(Func<T, Task> action) => throw new NotSupportedException(Select.NoAsyncActions);

    /// <summary>Refused: a callback cannot be asynchronous.</summary>
    /// <param name="action">An <c>async</c> lambda, or a method that returns a task.</param>
    /// <returns>Nothing.</returns>
    /// <exception cref="NotSupportedException">Always.</exception>
    [Obsolete(Select.NoAsyncActions, error: true)]
    [EditorBrowsable(EditorBrowsableState.Never)]
    public SelectCase OnDequeue(Func<T, ValueTask> action) => throw new NotSupportedException(Select.NoAsyncActions);

    /// <param name="value">Of no use.</param>
    /// <param name="action">An <c>async</c> lambda, or a method that returns a task.</param>
    /// <inheritdoc cref="OnDequeue(Func{T, Task})"/>
    [Obsolete(Select.NoAsyncActions, error: true)]
    [EditorBrowsable(EditorBrowsableState.Never)]
    [OverloadResolutionPriority(1)]
    public SelectCase OnEnqueue(T value, Func<Task> action) => throw new NotSupportedException(Select.NoAsyncActions);

    /// <param name="value">Of no use.</param>
    /// <param name="action">An <c>async</c> lambda, or a method that returns a task.</param>
    /// <inheritdoc cref="OnDequeue(Func{T, Task})"/>
    [Obsolete(Select.NoAsyncActions, error: true)]
    [EditorBrowsable(EditorBrowsableState.Never)]
    public SelectCase OnEnqueue(T value, Func<ValueTask> action) => throw new NotSupportedException(Select.NoAsyncActions);

    /// <inheritdoc cref="OnDequeue(Func{T, Task})"/>
    [Obsolete(Select.NoAsyncActions, error: true)]
    [EditorBrowsable(EditorBrowsableState.Never)]
    public SelectCase OnDequeue<TResult>(Func<T, ValueTask<TResult>> action) => throw new NotSupportedException(Select.NoAsyncActions);

    /// <inheritdoc cref="OnEnqueue(T, Func{Task})"/>
    [Obsolete(Select.NoAsyncActions, error: true)]
    [EditorBrowsable(EditorBrowsableState.Never)]
    public SelectCase OnEnqueue<TResult>(T value, Func<ValueTask<TResult>> action) =>
        throw new NotSupportedException(Select.NoAsyncActions);
}
