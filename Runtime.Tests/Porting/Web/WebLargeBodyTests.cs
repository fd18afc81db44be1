using System.IO.Compression;
using System.Net.Sockets;
using System.Text;
using System.Xml;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Baton.Tests;

/// <summary>Large bodies pass through: what is live in memory does not grow with them.</summary>
[TestClass]
public sealed class WebLargeBodyTests : SchedulerTest
{
    private const int Block = 1 << 20;
    private const int Blocks = 64;
    private const int BlocksPerLook = 8;
    private const long Bound = 16 << 20;

    [TestMethod]
    public async Task Upload_OfManyMegabytes_IsNotBuffered()
    {
        await using WebServer server = await StartAsync();
        using Socket client = await ConnectAsync(server);
        byte[] text = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("QUJD", Block / 4)));
        long before = Live();
        long most = 0;

        await SendAsync(client, $"POST /large HTTP/1.0\r\nContent-Length: {((long)Blocks * Block) + 7}\r\n\r\n<a>");
        for (int i = 1; i <= Blocks; i++)
        {
            await SendAsync(client, text);
            most = i % BlocksPerLook == 0 ? Math.Max(most, Live()) : most;
        }

        await SendAsync(client, "</a>");

        StringAssert.EndsWith(await ReadToEndAsync(client), $"\r\n{(long)Blocks * Block / 4 * 3} bytes");
        Assert.IsLessThan(Bound, most - before, "more bytes live while the body passes");
    }

    [TestMethod]
    public async Task Download_OfManyMegabytes_IsNotBuffered()
    {
        await using WebServer server = await StartAsync();
        using Socket client = await ConnectAsync(server);
        byte[] buffer = new byte[Block];
        long before = Live();
        long most = 0;
        long received = 0;

        await SendAsync(client, "GET /large HTTP/1.0\r\n\r\n");
        for (int length = 1; length > 0; received += length)
        {
            length = await client.ReceiveAsync(buffer.AsMemory(0, (int)Math.Min(Block, Block - (received % Block))));
            most = (received + length) % (BlocksPerLook * Block) == 0 ? Math.Max(most, Live()) : most;
        }

        Assert.IsGreaterThan((long)Blocks * Block, received);
        Assert.IsGreaterThan(0, most);
        Assert.IsLessThan(Bound, most - before, "more bytes live while the body passes");
    }

    private Task<WebServer> StartAsync() => WebServer.StartAsync(application =>
    {
        application.MapPost("/large", async (HttpContext http) =>
        {
            long count = await SyncBridge.RunAsync(http.Request.Body, Decode, OnPool, http.RequestAborted);
            return $"{count} bytes";
        });
        application.MapGet(
            "/large", (HttpContext http) => SyncBridge.RunAsync(http.Response.Body, WriteArchive, OnPool, http.RequestAborted));
    });

    private static long Decode(Stream body)
    {
        using XmlReader xml = XmlReader.Create(body);
        xml.MoveToContent();
        byte[] bytes = new byte[1 << 16];
        long count = 0;
        while (xml.ReadElementContentAsBase64(bytes, 0, bytes.Length) is > 0 and int length)
        {
            count += length;
        }

        return count;
    }

    private static void WriteArchive(Stream body)
    {
        using ZipArchive archive = new(body, ZipArchiveMode.Create, leaveOpen: true);
        using Stream entry = archive.CreateEntry("large", CompressionLevel.NoCompression).Open();
        byte[] bytes = new byte[1 << 16];
        for (long written = 0; written < (long)Blocks * Block; written += bytes.Length)
        {
            entry.Write(bytes);
        }
    }

    private static long Live()
    {
        GC.Collect();
        return GC.GetTotalMemory(forceFullCollection: false);
    }

    private static async Task<Socket> ConnectAsync(WebServer server)
    {
        Socket socket = new(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(server.Address);
        return socket;
    }

    private static Task SendAsync(Socket socket, string text) => SendAsync(socket, Encoding.ASCII.GetBytes(text));

    private static async Task SendAsync(Socket socket, ReadOnlyMemory<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            bytes = bytes[await socket.SendAsync(bytes)..];
        }
    }

    private static Task<string> ReadToEndAsync(Socket socket) => new StreamReader(new NetworkStream(socket)).ReadToEndAsync();
}
