namespace Baton;

/// <summary>Asynchronous operations of an inner stream that begin when those that were given up have ended.</summary>
internal static class BehindGivenUp
{
    internal static async ValueTask<int> ReadBehindAsync(
        this InnerStream inner, StreamSide reads, StreamPosition position, Memory<byte> buffer, CancellationToken token)
    {
        await new Directly(position.GivenUpWrites?.AwaitGivenUpAsync(token) ?? default);
        await new Directly(reads.OutlastGivenUpAsync(token));
        if (reads.TryTakeEarly(buffer.Span, out int count))
        {
            return count;
        }

        Task<int> reading = inner.ReadAsync(buffer, token).TaskHere();
        await new Directly(reading);
        return await reading.ConfigureAwait(false); // it has ended
    }

    internal static async ValueTask WriteBehindAsync(
        this InnerStream inner, StreamSide writes, StreamPosition position, ReadOnlyMemory<byte> buffer, CancellationToken token)
    {
        await new Directly(position.EndGivenUpReadAsync(token));
        await new Directly(writes.OutlastGivenUpAsync(token));
        await new Directly(inner.WriteAsync(buffer, token));
    }

    internal static async Task FlushBehindAsync(this InnerStream inner, StreamSide writes, CancellationToken token)
    {
        await new Directly(writes.OutlastGivenUpAsync(token));
        await new Directly(inner.FlushAsync(token));
    }

    internal static async Task CopyBehindAsync(
        this InnerStream inner, StreamSide reads, StreamPosition position, Stream destination, int bufferSize, CancellationToken token)
    {
        await new Directly(position.GivenUpWrites?.AwaitGivenUpAsync(token) ?? default);
        await new Directly(reads.OutlastGivenUpAsync(token));
        if (reads.GivenUp is GivenUpRead { Left: int left })
        {
            byte[] early = new byte[left];
            reads.TryTakeEarly(early, out _);
            if (left == 0)
            {
                return; // the read has come to the end of the stream
            }

            await new Directly(destination.WriteAsync(early, token));
        }

        await new Directly(inner.CopyToAsync(destination, bufferSize, token));
    }
}
