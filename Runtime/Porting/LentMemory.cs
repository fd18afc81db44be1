using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Baton;

/// <summary>
/// The caller's memory, lent to one asynchronous operation of an inner stream: the memory itself while the operation's method runs on the calling
/// thread, and a rented buffer from then on.
/// </summary>
/// <remarks>
/// <para>So what is complete at once costs no copy; and what is not can be given up at any time, for it knows nothing of the caller's memory any more.
/// An inner stream that ignores its token keeps the rented buffer, and nobody else gets that.</para>
/// <code>
/// phase      who asks for the span is given              changed by
/// Closed     nothing: an exception                       the owner
/// Calling    the owner: the caller's memory, until a     the owner, around the call of the inner method
///            buffer exists; everybody else: the buffer
/// Apart      the buffer                                  the owner, before it waits
/// </code>
/// <para>The <b>owner</b> is the thread that calls. A span lives on a stack, so those that the owner was given while it called are gone when the call
/// has returned. All else that may outlive it, other threads' spans and what is pinned, is of the buffer.</para>
/// <para><b>Visitors.</b> Who makes the buffer while the phase is Calling copies the caller's memory into it, and must not do so when the owner has left. He
/// sets <c>_visited</c>, has every processor see it, and then looks at the phase; the owner leaves the phase, and then looks at <c>_visited</c>. So at
/// least one of the two sees the other: the owner waits for the gate, or the visitor does not copy. Only the visitor pays for that.</para>
/// <para>What the owner writes while a visitor makes the buffer is found at the end, by comparison with what was there before.</para>
/// </remarks>
internal sealed unsafe class LentMemory : MemoryManager<byte>
{
    private const int Closed = 0;
    private const int Calling = 1;
    private const int Apart = 2;

    [ThreadStatic]
    private static LentMemory? s_spare;

    private readonly int _owner = Environment.CurrentManagedThreadId;
    private readonly Gate _gate = new();
    private byte* _start;           // the owner; valid while it calls
    private int _length;            // the owner, before it calls
    private bool _isFilled;         // the owner, before it calls: the operation writes into it
    private bool _ownerWasLent;     // the owner
    private int _phase;             // the owner; under _gate, but for the way in and the way out without visitors
    private bool _visited;          // under _gate
    private byte[]? _buffer;        // under _gate; the owner looks at it without
    private byte[]? _before;        // under _gate: what was in the caller's memory when the buffer was made
    private byte[]? _rented;        // under _gate: on its way
    private int _pins;              // interlocked

    private LentMemory()
    {
    }

    /// <summary>For one operation of the calling thread, which opens and closes it.</summary>
    internal static LentMemory Take()
    {
        LentMemory? spare = s_spare;
        return spare is not null && spare._phase == Closed ? spare : TakeNew();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static LentMemory TakeNew()
    {
        LentMemory made = new();
        s_spare ??= made; // otherwise that is in use, further out on this very stack
        return made;
    }

    /// <summary>Owner: calls from now on.</summary>
    /// <param name="start">Stays where it is until <see cref="TryClose"/> has returned true, or <see cref="MoveOut"/> has returned.</param>
    /// <param name="length">In bytes.</param>
    /// <param name="isFilled">Will the operation write into it?</param>
    /// <returns>What to lend.</returns>
    internal Memory<byte> Open(byte* start, int length, bool isFilled)
    {
        _start = start;
        _length = length;
        _isFilled = isFilled;
        Volatile.Write(ref _phase, Calling); // what is above is there for whoever sees this
        return CreateMemory(length);
    }

    /// <summary>Owner: the call has ended, and with it the operation. True when it has used the caller's memory only, and no more is to be done.</summary>
    internal bool TryClose()
    {
        Volatile.Write(ref _phase, Closed);
        if (Volatile.Read(ref _visited)) // see the remarks on visitors
        {
            return false;
        }

        _start = null;
        _ownerWasLent = false;
        return true;
    }

    /// <summary>Owner: the call has ended. Whatever the operation does from now on it does with a buffer of its own.</summary>
    /// <exception cref="OutOfMemoryException">There is none; the operation has no memory any more, and keeps this.</exception>
    internal void MoveOut()
    {
        using (_gate.Enter())
        {
            int phase = Closed;
            try
            {
                MoveOutOf(new Span<byte>(_start, _length));
                phase = Apart;
            }
            finally
            {
                _start = null; // in any case: it is about to be invalid
                _visited = true;
                Volatile.Write(ref _phase, phase);
                if (phase == Closed)
                {
                    Leave();
                }
            }
        }
    }

    private void MoveOutOf(ReadOnlySpan<byte> callers)
    {
        if (_buffer is null)
        {
            _buffer = Rent();
            if (!_isFilled || _ownerWasLent)
            {
                callers.CopyTo(_buffer);
            }
        }
        else if (_before is not null && _ownerWasLent)
        {
            TakeOver(callers);
        }
    }

    // Bytes that the owner has written since the buffer was made. Where he wrote what was there before, there is nothing to take over.
    private void TakeOver(ReadOnlySpan<byte> callers)
    {
        for (int i = 0; i < callers.Length; i++)
        {
            if (callers[i] != _before![i])
            {
                _buffer![i] = callers[i];
            }
        }
    }

    /// <summary>Owner, which has moved out: what the operation has written.</summary>
    internal ReadOnlySpan<byte> Written(int count) => _buffer.AsSpan(0, count);

    /// <summary>Owner, which has moved out: the operation has ended, and well. The buffer is nobody's any more.</summary>
    internal void Close()
    {
        byte[]? free;
        using (_gate.Enter())
        {
            free = Volatile.Read(ref _pins) == 0 ? _buffer : null; // pinned by somebody who has not let go: left to the collector
            _buffer = null;
            _before = null;
            _ownerWasLent = false;
            _visited = false;
            Volatile.Write(ref _phase, Closed);
        }

        if (free is not null)
        {
            Uninterrupted.Run(static free => ArrayPool<byte>.Shared.Return(free), free);
        }
    }

    // The pool of arrays has locks.
    private byte[] Rent()
    {
        Uninterrupted.Run(static lent => lent._rented = ArrayPool<byte>.Shared.Rent(lent._length), this);
        byte[] rented = _rented!;
        _rented = null;
        return rented;
    }

    /// <summary>Owner: the call has thrown, and there is no operation.</summary>
    internal void CloseFailed()
    {
        if (!TryClose())
        {
            MoveOut();
            Leave();
        }
    }

    /// <summary>Owner, which has moved out: the operation has failed, or is still under way. It keeps this, and the buffer.</summary>
    internal void Leave()
    {
        if (s_spare == this)
        {
            s_spare = null;
        }
    }

    public override Span<byte> GetSpan()
    {
        if (_phase == Calling && _buffer is null && Environment.CurrentManagedThreadId == _owner)
        {
            _ownerWasLent = true;
            return new Span<byte>(_start, _length);
        }

        return Buffer().AsSpan(0, _length);
    }

    public override MemoryHandle Pin(int elementIndex = 0)
    {
        byte[] buffer = Buffer();
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)elementIndex, (uint)_length, nameof(elementIndex));
        GCHandle handle = GCHandle.Alloc(buffer, GCHandleType.Pinned);
        Interlocked.Increment(ref _pins);
        return new MemoryHandle((byte*)handle.AddrOfPinnedObject() + elementIndex, handle, this);
    }

    public override void Unpin() => Interlocked.Decrement(ref _pins);

    protected override void Dispose(bool disposing)
    {
        // nothing of its own
    }

    // Anybody but the owner with a span that will do.
    private byte[] Buffer()
    {
        using (_gate.Enter())
        {
            if (_buffer is null)
            {
                _visited = true;
                if (Environment.CurrentManagedThreadId != _owner)
                {
                    Interlocked.MemoryBarrierProcessWide();
                }

                if (Volatile.Read(ref _phase) == Closed)
                {
                    _visited = false;
                    throw new InvalidOperationException("The memory of a stream's operation was used after that operation had ended.");
                }

                byte[] buffer = Rent();
                new ReadOnlySpan<byte>(_start, _length).CopyTo(buffer);
                _before = _isFilled ? buffer.AsSpan(0, _length).ToArray() : null; // not from the caller's memory once more: the owner may be writing there
                Volatile.Write(ref _buffer, buffer);
            }

            return _buffer;
        }
    }
}
