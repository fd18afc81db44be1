using Orleans.Concurrency;
using Orleans.Metadata;

namespace Baton.Tests;

/// <summary>A grain that runs scripts of tests, which are in its process: see <see cref="Scripts"/>.</summary>
[DefaultGrainType("probe")]
public interface IProbe : IGrainWithGuidKey
{
    Task Play(Guid script, CancellationToken cancellationToken = default);

    Task PlayWithoutToken(Guid script);

    [ResponseTimeout("00:00:01.5")]
    Task PlayShortly(Guid script);

    [ResponseTimeout("00:00:01.5")]
    Task PlayShortlyWithToken(Guid script, CancellationToken cancellationToken = default);

    [AlwaysInterleave]
    Task PlayInterleaved(Guid script);

    IAsyncEnumerable<int> Count(Guid script, CancellationToken cancellationToken = default);
}
