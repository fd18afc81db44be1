namespace Baton;

public static partial class Coroutine
{
    /// <summary>Turns code that pushes items into a sequence that is pulled.</summary>
    /// <typeparam name="T">The items.</typeparam>
    /// <param name="body">Pushes each item with the yielder's <c>Suspend</c>, from any depth. Runs anew for every enumeration.</param>
    /// <param name="batch">
    /// How many items travel together, 1 or more. With a larger batch each item costs only its share of a handoff. The body, and its side
    /// effects, then run up to a batch ahead of the consumer. No item travels before the batch is full or the body has ended: a slow source
    /// keeps its consumer waiting for a whole batch.
    /// </param>
    /// <param name="options">Null: the defaults.</param>
    /// <returns>
    /// A lazy sequence: the body starts at the first <c>MoveNext</c>, in the context of the <c>GetEnumerator</c> call. Leaving a
    /// <c>foreach</c> early runs the body's <c>finally</c> blocks before the statement ends, and throws what they throw. An exception of
    /// the body comes out of <c>MoveNext</c> once, after the items before it; then the enumerator is at its end. When a consumer leaves
    /// before it comes to an exception that a batch brought, the exception is counted and reported, not thrown. <c>MoveNext</c> can throw
    /// what <see cref="Coroutine{TOut}.Resume"/> can, and after a <see cref="CoroutineLimitException"/> be tried again. It holds an
    /// interrupt back, as <c>Resume</c> does.
    /// </returns>
    /// <exception cref="ArgumentNullException"><paramref name="body"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="body"/> is <c>async</c>, and would leave at its first await.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="batch"/> is less than 1.</exception>
    /// <include file="../Examples.xml" path="examples/example[@name='GenerateExample']"/>
    public static IEnumerable<T> Generate<T>(Action<Yielder<T>> body, int batch = 1, CoroutineOptions? options = null)
    {
        SynchronousFunction.Require(body, NotForAsyncBodies);
        OptionRange.AtLeast(1, batch, nameof(batch));
        return new PullSequence<T>(body, batch, options?.Copy());
    }

    /// <summary>
    /// As <see cref="Generate{T}(Action{Yielder{T}}, int, CoroutineOptions)"/>, for consumers that must not block: <c>await foreach</c>.
    /// </summary>
    /// <typeparam name="T">The items.</typeparam>
    /// <param name="body">
    /// Pushes each item with the yielder's <c>Suspend</c>, from any depth. The body may block: it runs on a thread of the coroutine pool,
    /// and no thread waits for it.
    /// </param>
    /// <param name="batch">As for <see cref="Generate{T}(Action{Yielder{T}}, int, CoroutineOptions)"/>.</param>
    /// <param name="options">Null: the defaults.</param>
    /// <returns>
    /// A lazy sequence. A token given by <c>WithCancellation</c> reaches the body as <see cref="Yielder{TOut}.CancellationToken"/> and, at
    /// its next suspension or in a wait by Baton, as <see cref="OperationCanceledException"/>. Such a wait may be in the body, or on a
    /// thread that the body has started. A wait tells each thread once, so that clean-up may wait. Disposing the enumerator runs the body's
    /// <c>finally</c> blocks; the consumer goes on, off the body's thread, when they are done. A second <c>DisposeAsync</c> during the
    /// first ends as the first does.
    /// </returns>
    /// <remarks>
    /// A move ends when the body suspends or ends; with a batch, when the batch is full. A body that blocks in code that
    /// knows nothing of Baton, and does not look at its token, keeps its consumer waiting. An enumerator refuses to be disposed while a
    /// move is under way. Items of a batch that has come are given before the cancellation is looked at.
    /// <para>One call may block: the first <c>MoveNextAsync</c>, when its pool has no thread left. Before it refuses with
    /// <see cref="CoroutineLimitException"/> it looks for garbage for up to half a second, since a dropped coroutine may have a thread to
    /// give.</para>
    /// </remarks>
    /// <exception cref="ArgumentNullException"><paramref name="body"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="body"/> is <c>async</c>, and would leave at its first await.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="batch"/> is less than 1.</exception>
    public static IAsyncEnumerable<T> GenerateAsync<T>(Action<Yielder<T>> body, int batch = 1, CoroutineOptions? options = null)
    {
        SynchronousFunction.Require(body, NotForAsyncBodies);
        OptionRange.AtLeast(1, batch, nameof(batch));
        return new AsyncPullSequence<T>(body, batch, options?.Copy());
    }
}
