namespace Baton;

/// <summary>Asynchronous operations of an inner stream that begin when one that was given up has ended.</summary>
internal static class BehindGivenUp
{
    internal static async ValueTask<int> ReadBehindAsync(
        this InnerStream inner, StreamSide reads, Memory<byte> buffer, CancellationToken token)
    {
        await reads.OutlastGivenUpAsync(token).ConfigureAwait(false);
        return reads.TryTakeEarly(buffer.Span, out int count) ? count : await inner.ReadAsync(buffer, token).ConfigureAwait(false);
    }

    internal static async ValueTask WriteBehindAsync(
        this InnerStream inner, StreamSide writes, ReadOnlyMemory<byte> buffer, CancellationToken token)
    {
        await writes.OutlastGivenUpAsync(token).ConfigureAwait(false);
        await inner.WriteAsync(buffer, token).ConfigureAwait(false);
    }

    internal static async Task FlushBehindAsync(this InnerStream inner, StreamSide writes, CancellationToken token)
    {
        await writes.OutlastGivenUpAsync(token).ConfigureAwait(false);
        await inner.FlushAsync(token).ConfigureAwait(false);
    }

    internal static async Task CopyBehindAsync(
        this InnerStream inner, StreamSide reads, Stream destination, int bufferSize, CancellationToken token)
    {
        await reads.OutlastGivenUpAsync(token).ConfigureAwait(false);
        if (reads.GivenUp is GivenUpRead { Left: int left })
        {
            byte[] early = new byte[left];
            reads.TryTakeEarly(early, out _);
            if (left == 0)
            {
                return; // the read has come to the end of the stream
            }

            await destination.WriteAsync(early, token).ConfigureAwait(false);
        }

        await inner.CopyToAsync(destination, bufferSize, token).ConfigureAwait(false);
    }
}
