using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;

namespace Baton;

/// <summary>
/// The caller's side of a blocking parser that runs incrementally: push input as it comes, then take the items that the parser makes of
/// it. Made by <see cref="PushParser"/>.
/// </summary>
/// <typeparam name="TInput">What is pushed: bytes or characters.</typeparam>
/// <typeparam name="T">What the parser gives.</typeparam>
/// <remarks>
/// <para>Push a piece, call <see cref="TryRead"/> until it returns false, push the next; at the end of input <see cref="Complete"/>, and
/// <see cref="TryRead"/> again until it returns false. The parser runs on a dedicated pooled thread, but only inside <see cref="TryRead"/>
/// and <see cref="Dispose"/>, which wait for it: exactly one thread has the baton.</para>
/// <para>Any thread may call any member, one at a time. <see cref="Push"/>, <see cref="Complete"/>, <see cref="TryRead"/>,
/// <see cref="Unread"/> and <see cref="Dispose"/> are refused without harm while another of them is under way. Called in a frame of a
/// scheduler, what the parser awaits suspends that frame.</para>
/// <para>No input is copied or kept: the memory in use is what the parser itself keeps.</para>
/// <para>Dispose a parser that is not read to its end: its <c>finally</c> blocks then run at a known time. A parser that is dropped while
/// suspended is found by the garbage collector and unwound, as every coroutine.</para>
/// </remarks>
[DebuggerDisplay("{ToString(),nq}")]
public sealed class PushParser<TInput, T> : IDisposable
{
    private readonly PushCore<TInput, T> _core;
    private DropSentinel? _sentinel; // watches this handle; the claimant makes it, when the parser first stays suspended

    internal PushParser(PushCore<TInput, T> core) => _core = core;

    /// <summary>Where the parser's coroutine is in its life. A snapshot: another thread may change the status at once.</summary>
    public CoroutineStatus Status => _core.Status;

    /// <summary>Is the parser done: has it returned, thrown or been disposed? It then reads no more.</summary>
    public bool IsFinished => _core.IsEnded;

    /// <summary>
    /// Has the parser used up all that was pushed, and asked for more? <see cref="TryRead"/> then gives false until <see cref="Push"/> or
    /// <see cref="Complete"/> was called. False before the first <see cref="TryRead"/>, since nothing has been asked for. A snapshot.
    /// </summary>
    public bool NeedsInput => _core.IsStarved;

    /// <summary>
    /// The rest of the piece pushed last, in the memory that was pushed, that the parser has not read. When the parser is done that rest
    /// belongs for example to the next message of a connection. Code that reads ahead, as <see cref="StreamReader"/> and most parsers do,
    /// takes all there is into its own buffer and leaves nothing here.
    /// </summary>
    /// <exception cref="InvalidOperationException">Another call is under way.</exception>
    public ReadOnlyMemory<TInput> Unread
    {
        get
        {
            ReadOnlyMemory<TInput> unread = _core.TakeStock();
            GC.KeepAlive(this);
            return unread;
        }
    }

    /// <summary>
    /// Hands over the next piece of input. Nothing runs and nothing is copied: the parser reads the piece in <see cref="TryRead"/>.
    /// </summary>
    /// <param name="data">
    /// Must stay unchanged until it is used up: until <see cref="TryRead"/> has returned false and <see cref="IsFinished"/> is false, or
    /// <see cref="Unread"/> is empty. Not kept alive after that. An empty piece has no effect: it is not the end of input.
    /// </param>
    /// <exception cref="InvalidOperationException">
    /// The piece before has not been used up; or <see cref="Complete"/> was called; or the parser is done; or another call is under way.
    /// Nothing of <paramref name="data"/> was taken.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The parser was disposed before it was done.</exception>
    public void Push(ReadOnlyMemory<TInput> data)
    {
        _core.Push(data);
        GC.KeepAlive(this);
    }

    /// <summary>
    /// Ends the input, behind what was pushed. Nothing runs: the parser comes to the end in <see cref="TryRead"/>. No effect when the
    /// parser is done.
    /// </summary>
    /// <param name="error">
    /// Null: the parser reads the end, and says itself whether the end comes too early. Otherwise each of its reads throws this exception,
    /// so that the parser does not take a broken transmission for a complete one.
    /// </param>
    /// <exception cref="InvalidOperationException">The input is complete already; or another call is under way.</exception>
    public void Complete(Exception? error = null)
    {
        _core.Complete(error);
        GC.KeepAlive(this);
    }

    /// <summary>
    /// Runs the parser until it has given an item, wants more input than there is, or is done. Blocks the calling thread for as long as the
    /// parser runs, as a call of the parser would. An interrupt of that thread is held back meanwhile.
    /// </summary>
    /// <param name="item">What the parser gave; default when the result is false.</param>
    /// <returns>
    /// False: the parser wants more (<see cref="NeedsInput"/>), or is done (<see cref="IsFinished"/>).
    /// </returns>
    /// <exception cref="InvalidOperationException">
    /// Another call is under way, which goes on unharmed; or the parser itself calls.
    /// </exception>
    /// <exception cref="ObjectDisposedException">Its pool was disposed before it had a thread.</exception>
    /// <exception cref="CoroutineLimitException">The first call found no thread. Nothing is lost: call again.</exception>
    /// <remarks>
    /// What the parser throws comes out of here once, the same object, after the items before it. Then the parser is done.
    /// </remarks>
    public bool TryRead([MaybeNullWhen(false)] out T item)
    {
        if (_core.IsStarved)
        {
            item = default;
            return false;
        }

        Signal<Nothing> signal = default;
        bool resumed = _core.TryResume(ref signal, ref _sentinel, out Outcome<T> outcome, out Exception? fault);
        GC.KeepAlive(this);
        BodyFault.Throw(fault);
        item = outcome.Value;
        return resumed && (outcome.Kind == OutcomeKind.Suspended || (outcome.Kind == OutcomeKind.Finished && _core.GivesResult));
    }

    /// <summary>
    /// The items that can be had without more input: <see cref="TryRead"/> until that returns false. Lazy: the parser runs as the items are
    /// taken. A caller that stops early can go on later, with this or with <see cref="TryRead"/>.
    /// </summary>
    /// <returns>A sequence that throws what <see cref="TryRead"/> throws.</returns>
    public IEnumerable<T> ReadAll()
    {
        while (TryRead(out T? item))
        {
            yield return item;
        }
    }

    /// <summary>
    /// Ends the parser. Suspended: <see cref="CoroutineCanceledException"/> appears where it reads or gives an item, and every
    /// <c>finally</c> runs, innermost first, before this returns. Not started: it never runs. Done or disposed: no effect; nor has a call
    /// by its own clean-up. <see cref="Unread"/> stays what it is.
    /// </summary>
    /// <inheritdoc cref="Coroutine{TOut}.Dispose" path="/remarks"/>
    /// <exception cref="InvalidOperationException">Another call is under way, which goes on unharmed.</exception>
    public void Dispose()
    {
        _core.Dispose();
        GC.KeepAlive(this);
    }

    /// <summary>The parser's name, number and status, for logs and debuggers.</summary>
    /// <returns>Words for people.</returns>
    public override string ToString() => $"{_core}: {Status}";
}
