using System.Buffers;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Baton;

/// <summary>
/// The caller's memory, lent to one asynchronous operation of an inner stream. The memory itself while the operation's method runs on the
/// calling thread; a rented buffer from then on.
/// </summary>
/// <remarks>
/// <para>So an operation that is complete at once costs no copy. Any other can be given up at any time, for it knows nothing of the
/// caller's memory any more. An inner stream that ignores its token keeps the rented buffer for itself.</para>
/// <code>
/// phase      a caller of GetSpan is given                from here
/// Closed     nothing: an exception                       to Calling: the owner opens it; to Apart: when it closed, a visitor had come
/// Calling    the owner: the caller's memory, until a     to Closed: the operation is over with the call, or there is no memory
///            buffer exists; other threads: the buffer    to Apart: the owner moves out, before it waits
/// Apart      the buffer                                  to Closed: the operation has ended well; otherwise it stays so for good
/// </code>
/// <para>The <b>owner</b> is the thread that calls. It alone changes the phase. A span lives on a stack, so the spans that the owner was
/// given while it called are gone when the call has returned. Spans of other threads and pinned memory may outlive the call, so they are of
/// the buffer.</para>
/// <para><b>Visitors.</b> A visitor makes the buffer while the phase is Calling, and copies the caller's memory into it. It must not do so
/// when the owner has left. So the visitor sets <c>_visited</c>, has every processor see that, and then reads the phase. The owner writes
/// the phase, and then reads <c>_visited</c>. At least one of the two sees the other: the owner waits for the gate, or the visitor does not
/// copy. Only the visitor pays for that.</para>
/// <para>The owner may write the caller's memory while a visitor makes the buffer. At the end a comparison with the memory before finds
/// what the owner has written.</para>
/// </remarks>
internal sealed unsafe class LentMemory : MemoryManager<byte>
{
    private const int Closed = 0;
    private const int Calling = 1;
    private const int Apart = 2;

    [ThreadStatic]
    private static LentMemory? s_spare; // for the next operation, unless it is in use; the thread alone

    private readonly int _owner = Environment.CurrentManagedThreadId;
    private readonly Gate _gate = new();
    private byte* _start;           // the caller's memory, while the phase is Calling; the owner
    private int _length;            // its length in bytes; the owner, before it calls
    private bool _isFilled;         // does the operation write into the memory? the owner, before it calls
    private bool _ownerWasLent;     // was the owner given the caller's memory? the owner
    private int _phase;             // see the table; the owner, under _gate but for the way in and the way out without visitors
    private bool _visited;          // has a visitor come? under _gate
    private byte[]? _buffer;        // in place of the caller's memory; under _gate, and read by the owner off it
    private byte[]? _before;        // what was in the caller's memory when a visitor made the buffer; under _gate
    private byte[]? _rented;        // a buffer on its way out of Rent; under _gate
    private int _pins;              // how often the buffer is pinned; interlocked

    private LentMemory()
    {
    }

    /// <summary>For one operation of the calling thread, which becomes the owner.</summary>
    internal static LentMemory Take()
    {
        LentMemory? spare = s_spare;
        return spare is not null && spare._phase == Closed ? spare : TakeNew();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static LentMemory TakeNew()
    {
        LentMemory made = new();
        s_spare ??= made; // otherwise the spare is in use, further up this very stack
        return made;
    }

    /// <summary>Owner: calls from now on.</summary>
    /// <param name="start">Does not move until <see cref="TryClose"/> has returned true, or <see cref="MoveOut"/> has returned.</param>
    /// <param name="length">In bytes.</param>
    /// <param name="isFilled">Will the operation write into it?</param>
    /// <returns>What to lend.</returns>
    internal Memory<byte> Open(byte* start, int length, bool isFilled)
    {
        AssertOwner(Closed);
        _start = start;
        _length = length;
        _isFilled = isFilled;
        Volatile.Write(ref _phase, Calling); // releases the fields above to every thread that reads the phase
        return CreateMemory(length);
    }

    /// <summary>Owner: the call has ended, and with it the operation.</summary>
    /// <returns>True when the operation has used only the caller's memory, so that nothing more is to be done.</returns>
    internal bool TryClose()
    {
        AssertOwner(Calling);
        Volatile.Write(ref _phase, Closed);
        if (Volatile.Read(ref _visited)) // after the phase was written: see the remarks on visitors
        {
            return false;
        }

        _start = null;
        _ownerWasLent = false;
        return true;
    }

    /// <summary>Owner: the call has ended. From now on the operation works with a buffer of its own.</summary>
    /// <exception cref="OutOfMemoryException">There is no buffer. The operation has no memory any more, and keeps this.</exception>
    internal void MoveOut()
    {
        AssertOwner();
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
                _start = null; // in any case: the caller's memory is about to be gone
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

    // Bytes that the owner has written since the buffer was made. A byte that it wrote unchanged need not be taken over.
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
    internal ReadOnlySpan<byte> Written(int count)
    {
        AssertOwner(Apart);
        return _buffer.AsSpan(0, count);
    }

    /// <summary>Owner, which has moved out: the operation has ended, and well. The buffer goes back.</summary>
    internal void Close()
    {
        AssertOwner(Apart);
        byte[]? free;
        using (_gate.Enter())
        {
            free = Volatile.Read(ref _pins) == 0 ? _buffer : null; // a buffer that is still pinned is left to the collector
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
        AssertOwner(Calling);
        if (!TryClose())
        {
            MoveOut();
            Leave();
        }
    }

    /// <summary>Owner, which has moved out: the operation has failed, or is still under way, and keeps this with the buffer.</summary>
    internal void Leave()
    {
        AssertOwner();
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

    // A visitor, or the owner that pins or that finds a buffer.
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

                // Not from the caller's memory once more: the owner may be writing there.
                _before = _isFilled ? buffer.AsSpan(0, _length).ToArray() : null;
                Volatile.Write(ref _buffer, buffer);
            }

            return _buffer;
        }
    }

    [Conditional("DEBUG")]
    private void AssertOwner() => Debug.Assert(Environment.CurrentManagedThreadId == _owner, "not the owner");

    [Conditional("DEBUG")]
    private void AssertOwner(int phase)
    {
        AssertOwner();
        Debug.Assert(_phase == phase, $"in phase {_phase}, and not {phase}");
    }
}
