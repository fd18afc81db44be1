using System.Net;
using System.Text;

namespace Baton.Samples;

/// <summary>A request's body that is sent piece by piece.</summary>
internal sealed class SlowContent(IReadOnlyList<string> pieces, TimeSpan pause) : HttpContent
{
    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        foreach (string piece in pieces)
        {
            await stream.WriteAsync(Encoding.UTF8.GetBytes(piece));
            await stream.FlushAsync(); // or the client would gather the pieces
            await Task.Delay(pause);
        }
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false; // sent in chunks
    }
}
