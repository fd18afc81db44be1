using System.Runtime.CompilerServices;
using Baton.Orleans;

namespace Baton.Tests;

/// <summary>Of the page: a grain that blocks.</summary>
// sample: SmallestGrain
public sealed class ReportGrain(IGrainFactory grains) : BlockingGrain, IReportGrain
{
    private int _pages; // the activation's turns

    public async Task<string> Render(string name, CancellationToken cancellationToken)
    {
        string page = await RunBlocking(
            () => // outside the turn, on a thread of the silo's pool
            {
                string source = InTurn(() => grains.GetGrain<ITemplateGrain>(name).Read()); // in a turn: a call of this grain
                return LegacyRenderer.Render(source); // blocks for as long as it likes
            },
            cancellationToken);
        return $"{page.Length} characters, page {++_pages}"; // in the turn again
    }
    // end of sample

    // sample: Lines
    public async IAsyncEnumerable<string> Lines(string text, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (string line in Coroutine.GenerateAsync<string>(yielder => LegacyRenderer.RenderLines(text, yielder.Suspend))
            .WithCancellation(cancellationToken))
        {
            yield return line;
        }
    }
    // end of sample
}
