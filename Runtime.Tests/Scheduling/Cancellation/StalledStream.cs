namespace Baton.Tests;

/// <summary>A stream on which nothing ever comes and nothing ever goes, until its token fires.</summary>
internal sealed class StalledStream : MemoryStream
{
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        await Late.Never(cancellationToken);
        return 0;
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
        await Late.Never(cancellationToken);
}
