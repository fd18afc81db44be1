namespace Baton;

/// <summary>
/// The position of an inner stream that can seek, which both directions share. An operation that was given up is, or was, at work on it. So
/// the calls of either direction come behind it. Of a stream that cannot seek, the directions have nothing to do with each other.
/// </summary>
/// <remarks>Belongs to the caller of the stream. If the stream can seek, there is one call at a time in both directions together.</remarks>
internal sealed class StreamPosition(Stream stream, StreamSide reads, StreamSide writes)
{
    /// <summary>The side of the reads, if the stream can seek and a read was given up. Otherwise null.</summary>
    internal StreamSide? GivenUpReads => MovedBy(reads);

    /// <summary>The side of the writes, if the stream can seek and a write was given up. Otherwise null.</summary>
    internal StreamSide? GivenUpWrites => MovedBy(writes);

    /// <summary>Where the caller has come to. Waits for a read that was given up.</summary>
    internal long Value
    {
        get
        {
            GivenUpReads?.AwaitGivenUpOf(reads);
            return stream.Position - ((reads.GivenUp as GivenUpRead)?.Left ?? 0);
        }
    }

    /// <summary>As <see cref="StreamSide.Begin"/>, for a read: waits for a write that was given up, too.</summary>
    internal StreamCall BeginRead()
    {
        if (GivenUpWrites is { } side)
        {
            reads.AwaitGivenUpOf(side);
        }

        return reads.Begin();
    }

    /// <summary>As <see cref="StreamSide.Begin"/>, for a write, which comes where the caller is.</summary>
    internal StreamCall BeginWrite()
    {
        EndGivenUpRead(writes);
        return writes.Begin();
    }

    /// <summary>Before the stream is moved: nothing is under way after this, and the stream is where the caller is.</summary>
    /// <returns>The stream.</returns>
    internal Stream Settle()
    {
        if (GivenUpReads is not null)
        {
            EndGivenUpRead(reads);
            reads.Begin().Dispose(); // throws what the read has failed with
        }

        GivenUpWrites?.AwaitGivenUpOf(writes);
        return stream;
    }

    /// <summary>Goes back to where the caller is, unless a read is under way. What was read early can be read again.</summary>
    internal void StepBack()
    {
        if (GivenUpReads?.TakeBack() is > 0 and int ahead)
        {
            stream.Seek(-ahead, SeekOrigin.Current);
        }
    }

    /// <summary>As <see cref="BeginWrite"/>, for a write that does not wait.</summary>
    internal async ValueTask EndGivenUpReadAsync(CancellationToken token)
    {
        if (GivenUpReads is { } side)
        {
            side.GivenUp!.Cancel();
            await new Directly(side.AwaitGivenUpAsync(token));
            StepBack();
        }
    }

    // What the read would bring can be read again.
    private void EndGivenUpRead(StreamSide limit)
    {
        if (GivenUpReads is { } side)
        {
            side.GivenUp!.Cancel();
            limit.AwaitGivenUpOf(side);
            StepBack();
        }
    }

    private StreamSide? MovedBy(StreamSide side) => side.GivenUp is not null && stream.CanSeek ? side : null;
}
