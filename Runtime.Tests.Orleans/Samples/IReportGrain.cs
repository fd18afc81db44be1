namespace Baton.Tests;

/// <summary>Of the page: a grain that blocks.</summary>
public interface IReportGrain : IGrainWithIntegerKey
{
    Task<string> Render(string name, CancellationToken cancellationToken = default);

    IAsyncEnumerable<string> Lines(string text, CancellationToken cancellationToken = default);
}
