using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace Baton;

// Which lambdas may be callbacks of cases. An async lambda compiles as an action too. Then no code waits for its end, and its failure ends
// the process. So an overload that the compiler prefers refuses it. The compiler would prefer that overload for a lambda without an end as
// well: while (true), or only a throw. So lambdas without an end have overloads of their own.
#pragma warning disable CA1716 // see Select.cs
public static partial class Select
#pragma warning restore CA1716
{
    internal const string NoAsyncActions =
        "The call-back of a select's case cannot be async: nobody would wait for it, and its failure would end the process. Let it keep " +
        "what it is given, and await after the select, by the index that it returns; or, in synchronous code, call Await() in the " +
        "call-back.";

    /// <summary>As the overload for an action, for a callback that never returns.</summary>
    /// <inheritdoc cref="After(TimeSpan, Action)"/>
    [EditorBrowsable(EditorBrowsableState.Never)]
    [OverloadResolutionPriority(2)]
    public static SelectCase After(TimeSpan timeout, Func<Never?>? action) =>
        After(timeout, action is null ? null : Plain(action));

    /// <summary>As the overload for an action, for a callback that never returns.</summary>
    /// <inheritdoc cref="On(Task, Action)"/>
    [EditorBrowsable(EditorBrowsableState.Never)]
    [OverloadResolutionPriority(2)]
    public static SelectCase On(Task task, Func<Never?> action) =>
        On(task, Plain(action));

    /// <summary>As the overload for an action, for a callback that never returns.</summary>
    /// <inheritdoc cref="On{T}(Task{T}, Action{T})"/>
    [EditorBrowsable(EditorBrowsableState.Never)]
    [OverloadResolutionPriority(2)]
    public static SelectCase On<T>(Task<T> task, Func<T, Never?> action) =>
        On(task, Plain(action));

    /// <summary>As the overload for an action, for a callback that never returns.</summary>
    /// <inheritdoc cref="On(Frame, Action)"/>
    [EditorBrowsable(EditorBrowsableState.Never)]
    [OverloadResolutionPriority(2)]
    public static SelectCase On(Frame frame, Func<Never?> action) =>
        On(frame, Plain(action));

    /// <summary>As the overload for an action, for a callback that never returns.</summary>
    /// <inheritdoc cref="On{T}(Frame{T}, Action{T})"/>
    [EditorBrowsable(EditorBrowsableState.Never)]
    [OverloadResolutionPriority(2)]
    public static SelectCase On<T>(Frame<T> frame, Func<T, Never?> action) =>
        On(frame, Plain(action));

    /// <summary>Refused: a callback cannot be asynchronous.</summary>
    /// <param name="timeout">Of no use.</param>
    /// <param name="action">An <c>async</c> lambda, or a method that returns a task.</param>
    /// <returns>Nothing.</returns>
    /// <exception cref="NotSupportedException">Always.</exception>
    [Obsolete(NoAsyncActions, error: true)]
    [EditorBrowsable(EditorBrowsableState.Never)]
    [OverloadResolutionPriority(1)]
    public static SelectCase After(TimeSpan timeout, Func<Task> action) => throw new NotSupportedException(NoAsyncActions);

    /// <summary>Refused: a callback cannot be asynchronous.</summary>
    /// <param name="timeout">Of no use.</param>
    /// <param name="action">An <c>async</c> lambda, or a method that returns a task.</param>
    /// <returns>Nothing.</returns>
    /// <exception cref="NotSupportedException">Always.</exception>
    [Obsolete(NoAsyncActions, error: true)]
    [EditorBrowsable(EditorBrowsableState.Never)]
    public static SelectCase After(TimeSpan timeout, Func<ValueTask> action) => throw new NotSupportedException(NoAsyncActions);

    /// <param name="task">Of no use.</param>
    /// <param name="action">An <c>async</c> lambda, or a method that returns a task.</param>
    /// <inheritdoc cref="After(TimeSpan, Func{Task})"/>
    [Obsolete(NoAsyncActions, error: true)]
    [EditorBrowsable(EditorBrowsableState.Never)]
    [OverloadResolutionPriority(1)]
    public static SelectCase On(Task task, Func<Task> action) => throw new NotSupportedException(NoAsyncActions);

    /// <param name="task">Of no use.</param>
    /// <param name="action">An <c>async</c> lambda, or a method that returns a task.</param>
    /// <inheritdoc cref="After(TimeSpan, Func{Task})"/>
    [Obsolete(NoAsyncActions, error: true)]
    [EditorBrowsable(EditorBrowsableState.Never)]
    public static SelectCase On(Task task, Func<ValueTask> action) => throw new NotSupportedException(NoAsyncActions);

    /// <typeparam name="T">The task's result.</typeparam>
    /// <param name="task">Of no use.</param>
    /// <param name="action">An <c>async</c> lambda, or a method that returns a task.</param>
    /// <inheritdoc cref="After(TimeSpan, Func{Task})"/>
    [Obsolete(NoAsyncActions, error: true)]
    [EditorBrowsable(EditorBrowsableState.Never)]
    [OverloadResolutionPriority(1)]
    public static SelectCase On<T>(Task<T> task, Func<T, Task> action) => throw new NotSupportedException(NoAsyncActions);

    /// <typeparam name="T">The task's result.</typeparam>
    /// <param name="task">Of no use.</param>
    /// <param name="action">An <c>async</c> lambda, or a method that returns a task.</param>
    /// <inheritdoc cref="After(TimeSpan, Func{Task})"/>
    [Obsolete(NoAsyncActions, error: true)]
    [EditorBrowsable(EditorBrowsableState.Never)]
    public static SelectCase On<T>(Task<T> task, Func<T, ValueTask> action) => throw new NotSupportedException(NoAsyncActions);

    /// <param name="frame">Of no use.</param>
    /// <param name="action">An <c>async</c> lambda, or a method that returns a task.</param>
    /// <inheritdoc cref="After(TimeSpan, Func{Task})"/>
    [Obsolete(NoAsyncActions, error: true)]
    [EditorBrowsable(EditorBrowsableState.Never)]
    [OverloadResolutionPriority(1)]
    public static SelectCase On(Frame frame, Func<Task> action) => throw new NotSupportedException(NoAsyncActions);

    /// <param name="frame">Of no use.</param>
    /// <param name="action">An <c>async</c> lambda, or a method that returns a task.</param>
    /// <inheritdoc cref="After(TimeSpan, Func{Task})"/>
    [Obsolete(NoAsyncActions, error: true)]
    [EditorBrowsable(EditorBrowsableState.Never)]
    public static SelectCase On(Frame frame, Func<ValueTask> action) => throw new NotSupportedException(NoAsyncActions);

    /// <typeparam name="T">What the function returns.</typeparam>
    /// <param name="frame">Of no use.</param>
    /// <param name="action">An <c>async</c> lambda, or a method that returns a task.</param>
    /// <inheritdoc cref="After(TimeSpan, Func{Task})"/>
    [Obsolete(NoAsyncActions, error: true)]
    [EditorBrowsable(EditorBrowsableState.Never)]
    [OverloadResolutionPriority(1)]
    public static SelectCase On<T>(Frame<T> frame, Func<T, Task> action) => throw new NotSupportedException(NoAsyncActions);

    /// <typeparam name="T">What the function returns.</typeparam>
    /// <param name="frame">Of no use.</param>
    /// <param name="action">An <c>async</c> lambda, or a method that returns a task.</param>
    /// <inheritdoc cref="After(TimeSpan, Func{Task})"/>
    [Obsolete(NoAsyncActions, error: true)]
    [EditorBrowsable(EditorBrowsableState.Never)]
    public static SelectCase On<T>(Frame<T> frame, Func<T, ValueTask> action) => throw new NotSupportedException(NoAsyncActions);

    /// <inheritdoc cref="After(TimeSpan, Func{Task})"/>
    [Obsolete(NoAsyncActions, error: true)]
    [EditorBrowsable(EditorBrowsableState.Never)]
    public static SelectCase After<TResult>(TimeSpan timeout, Func<ValueTask<TResult>> action) =>
        throw new NotSupportedException(NoAsyncActions);

    /// <inheritdoc cref="After(TimeSpan, Func{Task})"/>
    [Obsolete(NoAsyncActions, error: true)]
    [EditorBrowsable(EditorBrowsableState.Never)]
    public static SelectCase On<TResult>(Task task, Func<ValueTask<TResult>> action) => throw new NotSupportedException(NoAsyncActions);

    /// <inheritdoc cref="After(TimeSpan, Func{Task})"/>
    [Obsolete(NoAsyncActions, error: true)]
    [EditorBrowsable(EditorBrowsableState.Never)]
    public static SelectCase On<T, TResult>(Task<T> task, Func<T, ValueTask<TResult>> action) =>
        throw new NotSupportedException(NoAsyncActions);

    /// <inheritdoc cref="After(TimeSpan, Func{Task})"/>
    [Obsolete(NoAsyncActions, error: true)]
    [EditorBrowsable(EditorBrowsableState.Never)]
    public static SelectCase On<TResult>(Frame frame, Func<ValueTask<TResult>> action) => throw new NotSupportedException(NoAsyncActions);

    /// <inheritdoc cref="After(TimeSpan, Func{Task})"/>
    [Obsolete(NoAsyncActions, error: true)]
    [EditorBrowsable(EditorBrowsableState.Never)]
    public static SelectCase On<T, TResult>(Frame<T> frame, Func<T, ValueTask<TResult>> action) =>
        throw new NotSupportedException(NoAsyncActions);

    internal static Action<T> Plain<T>(Func<T, Never?> action)
    {
        ArgumentNullException.ThrowIfNull(action);
        return item => action(item);
    }

    internal static Action Plain(Func<Never?> action)
    {
        ArgumentNullException.ThrowIfNull(action);
        return () => action();
    }
}
