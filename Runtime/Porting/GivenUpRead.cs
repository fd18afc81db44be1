namespace Baton;

/// <summary>A read that its call waits for no more. What it brings is for the next reads, in order.</summary>
/// <remarks>Belongs to the one caller that reads.</remarks>
/// <param name="reading">The read.</param>
/// <param name="buffer">What the read was lent.</param>
/// <param name="length">How much of the buffer.</param>
/// <param name="source">Fires the token, and belongs to this from now on. Null: the token has fired, or it is another's business.</param>
/// <param name="token">The token that the read was given.</param>
internal sealed class GivenUpRead(Task<int> reading, byte[] buffer, int length, CancellationTokenSource? source, CancellationToken token)
    : GivenUpOperation(reading, source, token)
{
    private int _taken; // bytes that other reads were given; the caller

    /// <summary>
    /// Has it ended with something to tell a read that asks for bytes: bytes, or the end of the stream? A read of no bytes has nothing.
    /// </summary>
    internal bool HasNews => reading.IsCompletedSuccessfully && length > 0;

    /// <summary>If it has ended well: the bytes that no read was given.</summary>
    internal int Left => reading.IsCompletedSuccessfully ? StreamSide.Checked(reading.Result, length) - _taken : 0;

    /// <summary>When it has ended well: gives what was not given yet.</summary>
    /// <param name="destination">Where the bytes go.</param>
    /// <returns>How many; 0 at the end of the stream, or when none is asked for.</returns>
    internal int Take(Span<byte> destination)
    {
        int left = Left;
        int count = Math.Min(left, destination.Length);
        buffer.AsSpan(_taken, count).CopyTo(destination);
        _taken += count;
        if (count == left && count > 0)
        {
            LentBuffer.Return(buffer);
        }

        return count;
    }
}
