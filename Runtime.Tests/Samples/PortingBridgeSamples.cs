using System.IO.Pipelines;
using System.Text;
using System.Xml;

namespace Baton.Tests;

// Synchronous code over streams that can only be used asynchronously.
internal static class PortingBridgeSamples
{
    internal static async Task SynchronousCodeOverAPipe()
    {
        // sample: SynchronousCodeOverAPipe
        Pipe network = new(); // or a request's body, a socket, anything that should only be used asynchronously
        Task sends = Send(network.Writer, "<order><item>tea</item>", "<item>milk</item>", "</order>");

        int items = await SyncBridge.RunAsync(network.Reader.AsStream(), stream =>
        {
            using XmlReader reader = XmlReader.Create(stream); // reads synchronously
            int count = 0;
            while (reader.ReadToFollowing("item"))
            {
                count++;
            }

            return count;
        });
        Console.WriteLine($"{items} items");
        await sends;

        static async Task Send(PipeWriter writer, params string[] parts)
        {
            foreach (string part in parts)
            {
                await Task.Delay(5);
                await writer.WriteAsync(Encoding.UTF8.GetBytes(part));
            }

            await writer.CompleteAsync();
        }
        // end of sample
    }
}
