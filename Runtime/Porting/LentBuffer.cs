using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Baton;

/// <summary>
/// Buffers that are lent to the operations of inner streams. The caller's own memory is not lent: an operation that is given up may use its
/// memory for as long as it likes. Each buffer is an array, since many streams work with nothing else.
/// </summary>
/// <remarks>
/// A buffer goes back when its operation has ended, and well. A failed operation may have passed it on, so that buffer is left to the
/// collector.
/// </remarks>
internal static class LentBuffer
{
    private static readonly Action<byte[]> s_return = static buffer => ArrayPool<byte>.Shared.Return(buffer);

    private const int Least = 512;
    private const int MostKept = 16 * 1024; // bytes; larger ones come from the shared pool

    /// <summary>A buffer of that length or more, with anything in it.</summary>
    internal static byte[] Take(int length)
    {
        if (RunsFor.Spare is { } spare && spare.Length >= length)
        {
            RunsFor.Spare = null;
            return spare;
        }

        return length > MostKept ? Rent(length) : Make(length);
    }

    /// <summary>Any thread: the operation has ended well. Does not fail.</summary>
    internal static void Return(byte[] buffer)
    {
        if (buffer.Length <= MostKept)
        {
            Keep(buffer);
        }
        else
        {
            Uninterrupted.Run(s_return, buffer); // the pool of arrays has locks
        }
    }

    private static void Keep(byte[] buffer)
    {
        try
        {
            RunsFor.Spare = buffer;
        }
        catch (Exception e) when (NoMemory.Is(e))
        {
            // a thread of others, which looks for the first time: the buffer is the collector's
        }
    }

    private static byte[] Make(int length) => new byte[Math.Max(Least, (int)BitOperations.RoundUpToPowerOf2((uint)length))];

    private static byte[] Rent(int length)
    {
        StrongBox<byte[]> rented = new();
        GC.KeepAlive(s_return); // made before the buffer is
        Uninterrupted.Run(static rent => rent.rented.Value ??= ArrayPool<byte>.Shared.Rent(rent.length), (rented, length));
        return rented.Value!;
    }
}
