using System.Buffers;

namespace Baton.Stress;

/// <summary>
/// Buffers that were lent to a call that has returned. They are filled with something else then, and nobody may change them any more; nor
/// the arrays of the shared pool that are rented meanwhile. One caller at a time.
/// </summary>
internal sealed class PoisonedBuffers(Random random, Checks checks)
{
    private const int MostRented = 6;
    private const int MostKept = 64;

    private readonly Queue<(byte[] Buffer, byte Poison)> _buffers = [];
    private readonly Queue<(byte[] Buffer, byte Poison)> _rented = [];

    /// <summary>The call has returned.</summary>
    internal void Add(byte[] buffer)
    {
        _buffers.Enqueue((buffer, Poison(buffer)));
        if (_buffers.Count > MostKept)
        {
            Check("nothing of a buffer changes after the call", _buffers.Dequeue());
        }

        byte[] rented = ArrayPool<byte>.Shared.Rent(Math.Max(1, buffer.Length));
        _rented.Enqueue((rented, Poison(rented)));
        if (_rented.Count > MostRented)
        {
            GiveBack();
        }
    }

    /// <summary>At the end.</summary>
    internal void Check()
    {
        foreach ((byte[], byte) one in _buffers)
        {
            Check("nothing of a buffer changes after the call", one);
        }

        while (_rented.Count > 0)
        {
            GiveBack();
        }
    }

    private void GiveBack()
    {
        (byte[] Buffer, byte Poison) one = _rented.Dequeue();
        Check("nobody else writes what is rented", one);
        ArrayPool<byte>.Shared.Return(one.Buffer);
    }

    private byte Poison(byte[] buffer)
    {
        byte poison = (byte)random.Next(256);
        buffer.AsSpan().Fill(poison);
        return poison;
    }

    private void Check(string name, (byte[] Buffer, byte Poison) one) => checks.That(
        name,
        !one.Buffer.AsSpan().ContainsAnyExcept(one.Poison),
        () => $"byte {one.Buffer.AsSpan().IndexOfAnyExcept(one.Poison)} of {one.Buffer.Length}");
}
