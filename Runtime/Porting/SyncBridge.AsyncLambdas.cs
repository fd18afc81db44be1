using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace Baton;

// Which lambdas may be bodies. An async lambda would go on, after its first await, on the .NET thread pool, where its stream blocks
// threads. So an overload that the compiler prefers refuses it. The compiler would prefer that overload for a lambda without an end as
// well, so lambdas without an end have overloads of their own.
public static partial class SyncBridge
{
    private const string NoAsyncBodies =
        "The body of a bridge cannot be async: after its first await it would be on the .NET thread pool, and the stream would block " +
        "threads there. Asynchronous code needs no bridge: give it the asynchronous stream itself. In synchronous code call Await() " +
        "where it would await.";

    /// <summary>As the overload for an action, for a body that never returns.</summary>
    /// <inheritdoc cref="RunAsync(Stream, Action{Stream}, CancellationToken)"/>
    [EditorBrowsable(EditorBrowsableState.Never)]
    [OverloadResolutionPriority(2)]
    public static Task RunAsync(Stream stream, Func<Stream, Never?> body, CancellationToken cancellationToken = default) =>
        RunAsync<Never>(stream, body, options: null, cancellationToken);

    /// <summary>As the overload for an action, for a body that never returns.</summary>
    /// <inheritdoc cref="RunAsync(Stream, Action{Stream}, CoroutineSchedulerOptions, CancellationToken)"/>
    [EditorBrowsable(EditorBrowsableState.Never)]
    [OverloadResolutionPriority(2)]
    public static Task RunAsync(
        Stream stream, Func<Stream, Never?> body, CoroutineSchedulerOptions? options, CancellationToken cancellationToken = default) =>
        RunAsync<Never>(stream, body, options, cancellationToken);

    /// <summary>As the overload for a function, for a body that never returns.</summary>
    /// <inheritdoc cref="RunAsync{TResult}(Stream, Func{Stream, TResult}, CancellationToken)"/>
    [EditorBrowsable(EditorBrowsableState.Never)]
    [OverloadResolutionPriority(2)]
    public static Task<TResult> RunAsync<TResult>(
        Stream stream, Func<Stream, Never?> body, CancellationToken cancellationToken = default) =>
        RunAsync<TResult>(stream, body, options: null, cancellationToken);

    /// <summary>As the overload for a function, for a body that never returns.</summary>
    /// <inheritdoc cref="RunAsync{TResult}(Stream, Func{Stream, TResult}, CoroutineSchedulerOptions, CancellationToken)"/>
    [EditorBrowsable(EditorBrowsableState.Never)]
    [OverloadResolutionPriority(2)]
    public static Task<TResult> RunAsync<TResult>(
        Stream stream, Func<Stream, Never?> body, CoroutineSchedulerOptions? options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(body);
        return Run<TResult>(
            stream,
            stream =>
            {
                body(stream);
                return default!; // a lambda whose result is the literal null or default suits this overload too, and returns
            },
            options,
            cancellationToken);
    }

    /// <summary>Refused: a body cannot be asynchronous.</summary>
    /// <param name="stream">Of no use.</param>
    /// <param name="body">An <c>async</c> lambda, or a method that returns a task.</param>
    /// <param name="cancellationToken">Of no use.</param>
    /// <returns>Nothing.</returns>
    /// <exception cref="NotSupportedException">Always.</exception>
    [Obsolete(NoAsyncBodies, error: true)]
    [EditorBrowsable(EditorBrowsableState.Never)]
    [OverloadResolutionPriority(1)]
    public static Task RunAsync(Stream stream, Func<Stream, Task> body, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException(NoAsyncBodies);

    /// <summary>Refused: a body cannot be asynchronous.</summary>
    /// <param name="stream">Of no use.</param>
    /// <param name="body">An <c>async</c> lambda, or a method that returns a task.</param>
    /// <param name="cancellationToken">Of no use.</param>
    /// <returns>Nothing.</returns>
    /// <exception cref="NotSupportedException">Always.</exception>
    [Obsolete(NoAsyncBodies, error: true)]
    [EditorBrowsable(EditorBrowsableState.Never)]
    public static Task RunAsync(Stream stream, Func<Stream, ValueTask> body, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException(NoAsyncBodies);

    /// <param name="stream">Of no use.</param>
    /// <param name="body">An <c>async</c> lambda, or a method that returns a task.</param>
    /// <param name="options">Of no use.</param>
    /// <param name="cancellationToken">Of no use.</param>
    /// <inheritdoc cref="RunAsync(Stream, Func{Stream, Task}, CancellationToken)"/>
    [Obsolete(NoAsyncBodies, error: true)]
    [EditorBrowsable(EditorBrowsableState.Never)]
    [OverloadResolutionPriority(1)]
    public static Task RunAsync(
        Stream stream, Func<Stream, Task> body, CoroutineSchedulerOptions? options, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException(NoAsyncBodies);

    /// <param name="stream">Of no use.</param>
    /// <param name="body">An <c>async</c> lambda, or a method that returns a task.</param>
    /// <param name="options">Of no use.</param>
    /// <param name="cancellationToken">Of no use.</param>
    /// <inheritdoc cref="RunAsync(Stream, Func{Stream, Task}, CancellationToken)"/>
    [Obsolete(NoAsyncBodies, error: true)]
    [EditorBrowsable(EditorBrowsableState.Never)]
    public static Task RunAsync(
        Stream stream, Func<Stream, ValueTask> body, CoroutineSchedulerOptions? options, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException(NoAsyncBodies);

    /// <typeparam name="TResult">What the body's task gives.</typeparam>
    /// <inheritdoc cref="RunAsync(Stream, Func{Stream, Task}, CancellationToken)"/>
    [Obsolete(NoAsyncBodies, error: true)]
    [EditorBrowsable(EditorBrowsableState.Never)]
    [OverloadResolutionPriority(1)]
    public static Task<TResult> RunAsync<TResult>(
        Stream stream, Func<Stream, Task<TResult>> body, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException(NoAsyncBodies);

    /// <typeparam name="TResult">What the body's task gives.</typeparam>
    /// <inheritdoc cref="RunAsync(Stream, Func{Stream, Task}, CancellationToken)"/>
    [Obsolete(NoAsyncBodies, error: true)]
    [EditorBrowsable(EditorBrowsableState.Never)]
    public static Task<TResult> RunAsync<TResult>(
        Stream stream, Func<Stream, ValueTask<TResult>> body, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException(NoAsyncBodies);

    /// <typeparam name="TResult">What the body's task gives.</typeparam>
    /// <inheritdoc cref="RunAsync(Stream, Func{Stream, Task}, CoroutineSchedulerOptions, CancellationToken)"/>
    [Obsolete(NoAsyncBodies, error: true)]
    [EditorBrowsable(EditorBrowsableState.Never)]
    [OverloadResolutionPriority(1)]
    public static Task<TResult> RunAsync<TResult>(
        Stream stream,
        Func<Stream, Task<TResult>> body,
        CoroutineSchedulerOptions? options,
        CancellationToken cancellationToken = default) =>
        throw new NotSupportedException(NoAsyncBodies);

    /// <typeparam name="TResult">What the body's task gives.</typeparam>
    /// <inheritdoc cref="RunAsync(Stream, Func{Stream, Task}, CoroutineSchedulerOptions, CancellationToken)"/>
    [Obsolete(NoAsyncBodies, error: true)]
    [EditorBrowsable(EditorBrowsableState.Never)]
    public static Task<TResult> RunAsync<TResult>(
        Stream stream,
        Func<Stream, ValueTask<TResult>> body,
        CoroutineSchedulerOptions? options,
        CancellationToken cancellationToken = default) =>
        throw new NotSupportedException(NoAsyncBodies);
}
