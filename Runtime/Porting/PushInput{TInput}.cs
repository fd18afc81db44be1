using System.Diagnostics;
using System.Runtime.ExceptionServices;

namespace Baton;

/// <summary>The input of a push parser: the unread rest of the last piece, in its owner's memory, and the end of input.</summary>
/// <remarks>
/// The fields belong to the claimant, and to the body while it runs: the baton orders them. Nothing is copied. Nothing is kept here beyond
/// what has yet to be read.
/// </remarks>
[StackTraceHidden]
internal sealed class PushInput<TInput>(CoroutineCore parser, Action awaitMore)
{
    private ReadOnlyMemory<TInput> _unread; // the rest of the last piece; the claimant adds it, the body uses it up
    private bool _isComplete;               // are there no more pieces? claimant, once
    private ExceptionDispatchInfo? _error;  // thrown from each read instead of the end; claimant, once

    /// <summary>Claimant, or any thread once the coroutine has ended.</summary>
    internal ReadOnlyMemory<TInput> Unread => _unread;

    /// <summary>Claimant: the next piece.</summary>
    internal void Add(ReadOnlyMemory<TInput> data)
    {
        parser.AssertClaimant();
        if (_isComplete)
        {
            throw new InvalidOperationException($"The input of {parser} is complete: nothing can be pushed after Complete.");
        }

        if (!_unread.IsEmpty)
        {
            throw new InvalidOperationException(
                $"{parser} has not used up what was pushed last: {_unread.Length} are unread. Call TryRead until it returns false (or " +
                "enumerate ReadAll to its end), then push the next.");
        }

        _unread = data;
    }

    /// <summary>Claimant: there are no more pieces.</summary>
    internal void Complete(Exception? error)
    {
        parser.AssertClaimant();
        if (_isComplete)
        {
            throw new InvalidOperationException($"The input of {parser} is complete already: call Complete once.");
        }

        // Captured once, so that the trace does not grow with each read.
        ExceptionDispatchInfo? captured = error is null ? null : ExceptionDispatchInfo.Capture(error);
        _isComplete = true;
        _error = captured;
    }

    /// <summary>Claimant, or the disposer: there will be no more reads. What is unread stays.</summary>
    internal void Forget() => _error = null;

    /// <summary>Body: waits until there is something to read. A body that was given up reads nothing more.</summary>
    /// <returns>The unread rest of the piece; empty at the end of input.</returns>
    internal ReadOnlyMemory<TInput> Await()
    {
        if (!AwaitMore())
        {
            _error?.Throw();
        }

        return _unread;
    }

    /// <summary>Body: waits until there is something to read, or there will be nothing more. The next read tells why.</summary>
    /// <returns>Is there something?</returns>
    internal bool AwaitMore()
    {
        ThrowIfNotInside();
        if (parser.IsUnwinding && parser.IsEnded)
        {
            throw new CoroutineCanceledException(parser); // the parser was given up, and the pieces are their owner's again
        }

        while (_unread.IsEmpty && !_isComplete)
        {
            awaitMore();
        }

        return !_unread.IsEmpty;
    }

    /// <summary>Body: what it has used up last is unread after all.</summary>
    internal void PutBack(ReadOnlySpan<TInput> items) => _unread = (TInput[])[.. items, .. _unread.Span];

    /// <summary>Body: so many have been read. A piece that is used up is kept alive no longer.</summary>
    internal void Use(int count)
    {
        Debug.Assert(CoroutineCore.Current == parser, "the calling code is not in the body");
        _unread = count == _unread.Length ? default : _unread[count..];
    }

    /// <summary>Body: reads what there is. At least one, unless none is asked for or the input has ended.</summary>
    internal int Read(Span<TInput> buffer)
    {
        if (buffer.IsEmpty)
        {
            ThrowIfNotInside();
            return 0; // at once: a message without a body must not wait for the next message
        }

        ReadOnlySpan<TInput> piece = Await().Span;
        int count = Math.Min(piece.Length, buffer.Length);
        piece[..count].CopyTo(buffer);
        Use(count);
        return count;
    }

    private void ThrowIfNotInside()
    {
        CoroutineCore? current = CoroutineCore.Current;
        if (current != parser)
        {
            throw new InvalidOperationException(
                parser.IsEnded
                    ? $"This is the input of {parser}, whose parser has ended ({parser.Status}): there is nobody to read it any more."
                    : $"This is the input of {parser}, and the calling code is not directly in its parser: " +
                        (current is not null ? $"{current}" : FrameCore.Current is { } frame ? $"{frame}" : "no coroutine") +
                        " runs on this thread. Only the parser reads, on its own thread: no task, thread, frame or other coroutine can " +
                        "read for it, nor code after an await that has left that thread.");
        }
    }
}
