namespace Baton;

/// <summary>
/// Makes an incremental parser of a blocking one. Code that reads from a <see cref="Stream"/> or <see cref="TextReader"/> runs unchanged in
/// a coroutine. Where the code would block, it suspends until the caller has pushed more.
/// </summary>
/// <remarks>For asynchronous input no pushing is needed: a parser that runs in a frame awaits it.</remarks>
/// <include file="../Examples.xml" path="examples/example[@name='PushParserExample']"/>
public static class PushParser
{
    private const string NotForAsyncParsers = "An async parser needs no PushParser: give it a stream that is itself asynchronous.";

    /// <summary>Makes an incremental parser of code that reads bytes and gives items one by one.</summary>
    /// <typeparam name="T">The items.</typeparam>
    /// <param name="parse">
    /// Reads the stream, and gives each item with the yielder's <c>Suspend</c>, from any depth. Runs once, on a pooled thread, in the
    /// execution context of this call. The stream is read-only, cannot seek, and is of use to this code alone, on its own thread and only
    /// until it has ended. A read gives what has been pushed, which may be less than is asked for. It suspends when there is nothing; a
    /// read of no bytes returns at once. Asynchronous reads suspend too, and have completed when they return; they look at their token
    /// first.
    /// </param>
    /// <param name="options">Null: the defaults.</param>
    /// <returns>
    /// The caller's side. Nothing runs, and no thread is taken, before the first <see cref="PushParser{TInput, T}.TryRead"/>.
    /// </returns>
    /// <exception cref="ArgumentNullException"><paramref name="parse"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="parse"/> is <c>async</c>, and would leave at its first await.</exception>
    public static PushParser<byte, T> OverStream<T>(Action<Stream, Yielder<T>> parse, CoroutineOptions? options = null)
    {
        SynchronousFunction.Require(parse, NotForAsyncParsers);
        return new PushParser<byte, T>(new PushItemsCore<byte, Stream, T>(parse, static input => new PushStream(input), options));
    }

    /// <summary>Makes an incremental parser of code that reads bytes and returns a result.</summary>
    /// <typeparam name="T">The result.</typeparam>
    /// <param name="parse">
    /// Reads the stream. Its result is the one item, and the parser is then done. Otherwise as in
    /// <see cref="OverStream{T}(Action{Stream, Yielder{T}}, CoroutineOptions?)"/>.
    /// </param>
    /// <param name="options">Null: the defaults.</param>
    /// <inheritdoc cref="OverStream{T}(Action{Stream, Yielder{T}}, CoroutineOptions?)"/>
    public static PushParser<byte, T> OverStream<T>(Func<Stream, T> parse, CoroutineOptions? options = null)
    {
        SynchronousFunction.Require(parse, NotForAsyncParsers);
        return new PushParser<byte, T>(new PushResultCore<byte, Stream, T>(parse, static input => new PushStream(input), options));
    }

    /// <summary>Makes an incremental parser of code that reads characters and gives items one by one.</summary>
    /// <typeparam name="T">The items.</typeparam>
    /// <param name="parse">
    /// Reads the reader, and gives each item with the yielder's <c>Suspend</c>, from any depth. Runs once, on a pooled thread, in the
    /// execution context of this call. The reader is of use to this code alone, on its own thread and only until it has ended. A read gives
    /// what has been pushed, which may be less than is asked for, and suspends when there is nothing. So does <c>Peek</c>, and
    /// <c>ReadLine</c> after a carriage return, since a line feed may follow. Asynchronous reads suspend too, and have completed when they
    /// return.
    /// </param>
    /// <param name="options">Null: the defaults.</param>
    /// <inheritdoc cref="OverStream{T}(Action{Stream, Yielder{T}}, CoroutineOptions?)"/>
    public static PushParser<char, T> OverText<T>(Action<TextReader, Yielder<T>> parse, CoroutineOptions? options = null)
    {
        SynchronousFunction.Require(parse, NotForAsyncParsers);
        return new PushParser<char, T>(new PushItemsCore<char, TextReader, T>(parse, static input => new PushTextReader(input), options));
    }

    /// <summary>Makes an incremental parser of code that reads characters and returns a result.</summary>
    /// <typeparam name="T">The result.</typeparam>
    /// <param name="parse">
    /// Reads the reader. Its result is the one item, and the parser is then done. Otherwise as in
    /// <see cref="OverText{T}(Action{TextReader, Yielder{T}}, CoroutineOptions?)"/>.
    /// </param>
    /// <param name="options">Null: the defaults.</param>
    /// <inheritdoc cref="OverStream{T}(Action{Stream, Yielder{T}}, CoroutineOptions?)"/>
    public static PushParser<char, T> OverText<T>(Func<TextReader, T> parse, CoroutineOptions? options = null)
    {
        SynchronousFunction.Require(parse, NotForAsyncParsers);
        return new PushParser<char, T>(new PushResultCore<char, TextReader, T>(parse, static input => new PushTextReader(input), options));
    }
}
