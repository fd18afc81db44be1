using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace Baton;

// Which lambdas may be parsers, as for generators (see Coroutine.AsyncLambdas.cs). Async lambdas are refused, and lambdas without an end
// have overloads of their own.
public static partial class PushParser
{
    private const string NoAsyncParsers =
        "A parser cannot be async: at its first await it would leave its coroutine, and could read no more. Block where it would await. " +
        "An async parser needs no PushParser: give it a stream that is itself asynchronous.";

    /// <summary>As the overload for an action, for a parser that never returns.</summary>
    /// <inheritdoc cref="OverStream{T}(Action{Stream, Yielder{T}}, CoroutineOptions?)"/>
    [EditorBrowsable(EditorBrowsableState.Never)]
    [OverloadResolutionPriority(2)]
    public static PushParser<byte, T> OverStream<T>(Func<Stream, Yielder<T>, Never> parse, CoroutineOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(parse);
        return OverStream<T>(parse.Run, options);
    }

    /// <summary>As the overload for a function, for a parser that never returns.</summary>
    /// <inheritdoc cref="OverStream{T}(Func{Stream, T}, CoroutineOptions?)"/>
    [EditorBrowsable(EditorBrowsableState.Never)]
    [OverloadResolutionPriority(2)]
    public static PushParser<byte, T> OverStream<T>(Func<Stream, Never?> parse, CoroutineOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(parse);
        return OverStream<T>(parse.Run<Stream, T>, options);
    }

    /// <summary>Refused: a parser cannot be asynchronous.</summary>
    /// <typeparam name="T">The items.</typeparam>
    /// <param name="parse">An <c>async</c> lambda, or a method that returns a task.</param>
    /// <param name="options">Of no use.</param>
    /// <returns>Nothing.</returns>
    /// <exception cref="NotSupportedException">Always.</exception>
    [Obsolete(NoAsyncParsers, error: true)]
    [EditorBrowsable(EditorBrowsableState.Never)]
    [OverloadResolutionPriority(1)]
    public static PushParser<byte, T> OverStream<T>(Func<Stream, Yielder<T>, Task> parse, CoroutineOptions? options = null) =>
        throw new NotSupportedException(NoAsyncParsers);

    /// <summary>Refused: a parser cannot be asynchronous.</summary>
    /// <typeparam name="T">The items.</typeparam>
    /// <param name="parse">An <c>async</c> lambda, or a method that returns a task.</param>
    /// <param name="options">Of no use.</param>
    /// <returns>Nothing.</returns>
    /// <exception cref="NotSupportedException">Always.</exception>
    [Obsolete(NoAsyncParsers, error: true)]
    [EditorBrowsable(EditorBrowsableState.Never)]
    public static PushParser<byte, T> OverStream<T>(Func<Stream, Yielder<T>, ValueTask> parse, CoroutineOptions? options = null) =>
        throw new NotSupportedException(NoAsyncParsers);

    /// <inheritdoc cref="OverStream{T}(Func{Stream, Yielder{T}, Task}, CoroutineOptions?)"/>
    [Obsolete(NoAsyncParsers, error: true)]
    [EditorBrowsable(EditorBrowsableState.Never)]
    [OverloadResolutionPriority(1)]
    public static PushParser<byte, T> OverStream<T>(Func<Stream, Task<T>> parse, CoroutineOptions? options = null) =>
        throw new NotSupportedException(NoAsyncParsers);

    /// <inheritdoc cref="OverStream{T}(Func{Stream, Yielder{T}, Task}, CoroutineOptions?)"/>
    [Obsolete(NoAsyncParsers, error: true)]
    [EditorBrowsable(EditorBrowsableState.Never)]
    public static PushParser<byte, T> OverStream<T>(Func<Stream, ValueTask<T>> parse, CoroutineOptions? options = null) =>
        throw new NotSupportedException(NoAsyncParsers);

    /// <inheritdoc cref="OverStream{T}(Func{Stream, Yielder{T}, Task}, CoroutineOptions?)"/>
    [Obsolete(NoAsyncParsers, error: true)]
    [EditorBrowsable(EditorBrowsableState.Never)]
    [OverloadResolutionPriority(1)]
    public static PushParser<byte, Never> OverStream(Func<Stream, Task> parse, CoroutineOptions? options = null) =>
        throw new NotSupportedException(NoAsyncParsers);

    /// <inheritdoc cref="OverStream{T}(Func{Stream, Yielder{T}, Task}, CoroutineOptions?)"/>
    [Obsolete(NoAsyncParsers, error: true)]
    [EditorBrowsable(EditorBrowsableState.Never)]
    public static PushParser<byte, Never> OverStream(Func<Stream, ValueTask> parse, CoroutineOptions? options = null) =>
        throw new NotSupportedException(NoAsyncParsers);

    /// <summary>As the overload for an action, for a parser that never returns.</summary>
    /// <inheritdoc cref="OverText{T}(Action{TextReader, Yielder{T}}, CoroutineOptions?)"/>
    [EditorBrowsable(EditorBrowsableState.Never)]
    [OverloadResolutionPriority(2)]
    public static PushParser<char, T> OverText<T>(Func<TextReader, Yielder<T>, Never> parse, CoroutineOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(parse);
        return OverText<T>(parse.Run, options);
    }

    /// <summary>As the overload for a function, for a parser that never returns.</summary>
    /// <inheritdoc cref="OverText{T}(Func{TextReader, T}, CoroutineOptions?)"/>
    [EditorBrowsable(EditorBrowsableState.Never)]
    [OverloadResolutionPriority(2)]
    public static PushParser<char, T> OverText<T>(Func<TextReader, Never?> parse, CoroutineOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(parse);
        return OverText<T>(parse.Run<TextReader, T>, options);
    }

    /// <summary>Refused: a parser cannot be asynchronous.</summary>
    /// <typeparam name="T">The items.</typeparam>
    /// <param name="parse">An <c>async</c> lambda, or a method that returns a task.</param>
    /// <param name="options">Of no use.</param>
    /// <returns>Nothing.</returns>
    /// <exception cref="NotSupportedException">Always.</exception>
    [Obsolete(NoAsyncParsers, error: true)]
    [EditorBrowsable(EditorBrowsableState.Never)]
    [OverloadResolutionPriority(1)]
    public static PushParser<char, T> OverText<T>(Func<TextReader, Yielder<T>, Task> parse, CoroutineOptions? options = null) =>
        throw new NotSupportedException(NoAsyncParsers);

    /// <summary>Refused: a parser cannot be asynchronous.</summary>
    /// <typeparam name="T">The items.</typeparam>
    /// <param name="parse">An <c>async</c> lambda, or a method that returns a task.</param>
    /// <param name="options">Of no use.</param>
    /// <returns>Nothing.</returns>
    /// <exception cref="NotSupportedException">Always.</exception>
    [Obsolete(NoAsyncParsers, error: true)]
    [EditorBrowsable(EditorBrowsableState.Never)]
    public static PushParser<char, T> OverText<T>(Func<TextReader, Yielder<T>, ValueTask> parse, CoroutineOptions? options = null) =>
        throw new NotSupportedException(NoAsyncParsers);

    /// <inheritdoc cref="OverText{T}(Func{TextReader, Yielder{T}, Task}, CoroutineOptions?)"/>
    [Obsolete(NoAsyncParsers, error: true)]
    [EditorBrowsable(EditorBrowsableState.Never)]
    [OverloadResolutionPriority(1)]
    public static PushParser<char, T> OverText<T>(Func<TextReader, Task<T>> parse, CoroutineOptions? options = null) =>
        throw new NotSupportedException(NoAsyncParsers);

    /// <inheritdoc cref="OverText{T}(Func{TextReader, Yielder{T}, Task}, CoroutineOptions?)"/>
    [Obsolete(NoAsyncParsers, error: true)]
    [EditorBrowsable(EditorBrowsableState.Never)]
    public static PushParser<char, T> OverText<T>(Func<TextReader, ValueTask<T>> parse, CoroutineOptions? options = null) =>
        throw new NotSupportedException(NoAsyncParsers);

    /// <inheritdoc cref="OverText{T}(Func{TextReader, Yielder{T}, Task}, CoroutineOptions?)"/>
    [Obsolete(NoAsyncParsers, error: true)]
    [EditorBrowsable(EditorBrowsableState.Never)]
    [OverloadResolutionPriority(1)]
    public static PushParser<char, Never> OverText(Func<TextReader, Task> parse, CoroutineOptions? options = null) =>
        throw new NotSupportedException(NoAsyncParsers);

    /// <inheritdoc cref="OverText{T}(Func{TextReader, Yielder{T}, Task}, CoroutineOptions?)"/>
    [Obsolete(NoAsyncParsers, error: true)]
    [EditorBrowsable(EditorBrowsableState.Never)]
    public static PushParser<char, Never> OverText(Func<TextReader, ValueTask> parse, CoroutineOptions? options = null) =>
        throw new NotSupportedException(NoAsyncParsers);

    // Optimized at once, so that its stack frame does not keep the parser's delegate alive during a suspension: see InvokeBody.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Run<TReader, T>(this Func<TReader, Yielder<T>, Never> parse, TReader reader, Yielder<T> yielder) =>
        parse(reader, yielder);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static T Run<TReader, T>(this Func<TReader, Never?> parse, TReader reader)
    {
        parse(reader);
        return default!; // a lambda whose result is the literal null or default suits this overload too, and returns
    }
}
