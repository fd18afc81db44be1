using System.IO.Compression;
using System.IO.Pipelines;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Xml;
using System.Xml.Serialization;

namespace Baton.Tests;

/// <summary>Code of .NET that knows only synchronous streams, over ones that can only be used asynchronously.</summary>
[TestClass]
public sealed class PortedLibrariesTests : SchedulerTest
{
    [TestMethod]
    public async Task XmlSerializer_ThroughAPipe_GivesTheSameObject()
    {
        Pipe pipe = new(new PipeOptions(pauseWriterThreshold: 64, resumeWriterThreshold: 32)); // so that the writer has to wait
        Order order = new() { Name = "Ana", Items = [.. Enumerable.Range(1, 50).Select(i => $"item {i}")] };

        Task writes = WriteAndComplete(pipe.Writer, stream => new XmlSerializer(typeof(Order)).Serialize(stream, order));
        Order? read = await SyncBridge.RunAsync(
            pipe.Reader.AsStream(), stream => (Order?)new XmlSerializer(typeof(Order)).Deserialize(XmlReader.Create(stream)), OnPool);
        await writes;

        Assert.AreEqual("Ana", read!.Name);
        Assert.AreSequenceEqual(order.Items, read.Items);
    }

    [TestMethod]
    public async Task XmlReader_BytesComeOneByOne_ReadsTheDocument()
    {
        string text = await SyncBridge.RunAsync(
            SyncBridgeTests.Slow("<a><b>x</b><b>y</b></a>"),
            stream =>
            {
                using XmlReader reader = XmlReader.Create(stream);
                StringBuilder seen = new();
                while (reader.Read())
                {
                    seen.Append(reader.Value);
                }

                return seen.ToString();
            },
            OnPool);

        Assert.AreEqual("xy", text);
    }

    [TestMethod]
    public async Task GZipStream_BothWaysThroughAPipe_GivesTheSameBytes()
    {
        Pipe pipe = new(new PipeOptions(pauseWriterThreshold: 1000, resumeWriterThreshold: 500));
        byte[] bytes = Noise(20_000);

        Task writes = WriteAndComplete(pipe.Writer, stream =>
        {
            using GZipStream zip = new(stream, CompressionLevel.Fastest);
            zip.Write(bytes);
        });
        byte[] read = await SyncBridge.RunAsync(
            pipe.Reader.AsStream(),
            stream =>
            {
                using GZipStream zip = new(stream, CompressionMode.Decompress);
                MemoryStream target = new();
                zip.CopyTo(target);
                return target.ToArray();
            },
            OnPool);
        await writes;

        Assert.AreSequenceEqual(bytes, read);
    }

    [TestMethod]
    public async Task ZipArchive_WrittenToAPipe_CanBeRead()
    {
        Pipe pipe = new(new PipeOptions(pauseWriterThreshold: 1000, resumeWriterThreshold: 500));
        byte[] bytes = Noise(5_000);

        Task writes = WriteAndComplete(pipe.Writer, stream =>
        {
            using ZipArchive zip = new(stream, ZipArchiveMode.Create);
            foreach (string name in (string[])["a", "b"])
            {
                using Stream entry = zip.CreateEntry(name).Open();
                entry.Write(bytes);
            }
        });
        MemoryStream whole = new();
        await pipe.Reader.AsStream().CopyToAsync(whole);
        await writes;

        using ZipArchive archive = new(whole, ZipArchiveMode.Read);
        Assert.AreSequenceEqual(["a", "b"], archive.Entries.Select(entry => entry.Name));
        using MemoryStream second = new();
        using (Stream entry = archive.GetEntry("b")!.Open())
        {
            entry.CopyTo(second);
        }

        Assert.AreSequenceEqual(bytes, second.ToArray());
    }

    [TestMethod]
    public async Task SslStream_BothSidesSynchronousOverPipes_TalkToEachOther()
    {
        using X509Certificate2 certificate = Certificate();
        (Stream serversEnd, Stream clientsEnd) = DuplexPair();

        Task<string> serves = SyncBridge.RunAsync(
            serversEnd,
            stream =>
            {
                using SslStream ssl = new(stream);
                ssl.AuthenticateAsServer(certificate);
                string line = new StreamReader(ssl).ReadLine()!;
                ssl.Write(Encoding.UTF8.GetBytes($"hello {line}\n"));
                return line;
            },
            OnPool);
        string answer = await SyncBridge.RunAsync(
            clientsEnd,
            stream =>
            {
                using SslStream ssl = new(
                    stream,
                    leaveInnerStreamOpen: false,
                    (_, served, _, _) => served!.GetCertHashString() == certificate.GetCertHashString());
                ssl.AuthenticateAsClient("test");
                ssl.Write(Encoding.UTF8.GetBytes("Ana\n"));
                return new StreamReader(ssl).ReadLine()!;
            },
            OnPool);

        Assert.AreEqual("Ana", await serves);
        Assert.AreEqual("hello Ana", answer);
    }

    [TestMethod]
    public async Task CopyTo_FromPipeToPipe_CopiesAll()
    {
        Pipe source = new();
        Pipe target = new(new PipeOptions(pauseWriterThreshold: 100_000, resumeWriterThreshold: 50_000));
        byte[] bytes = Noise(300_000);

        Task fills = WriteAndComplete(source.Writer, stream => stream.Write(bytes));
        Task copies = WriteAndComplete(target.Writer, to => new SuspendingStream(source.Reader.AsStream()).CopyTo(to));
        MemoryStream whole = new();
        await target.Reader.AsStream().CopyToAsync(whole);
        await Task.WhenAll(fills, copies);

        Assert.AreSequenceEqual(bytes, whole.ToArray());
    }

    private async Task WriteAndComplete(PipeWriter writer, Action<Stream> body)
    {
        await SyncBridge.RunAsync(writer.AsStream(leaveOpen: true), body, OnPool);
        await writer.CompleteAsync();
    }

    private static byte[] Noise(int length)
    {
        byte[] bytes = new byte[length];
        new Random(1).NextBytes(bytes);
        return bytes;
    }

    private static (Stream One, Stream Other) DuplexPair()
    {
        Pipe there = new();
        Pipe back = new();
        return (Duplex(back.Reader, there.Writer), Duplex(there.Reader, back.Writer));
    }

    private static ScriptedStream Duplex(PipeReader reader, PipeWriter writer)
    {
        Stream reads = reader.AsStream();
        Stream writes = writer.AsStream();
        return new ScriptedStream
        {
            OnRead = reads.ReadAsync,
            OnWrite = writes.WriteAsync,
            OnFlush = writes.FlushAsync,
        };
    }

    private static X509Certificate2 Certificate()
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new("CN=test", key, HashAlgorithmName.SHA256);
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
    }

    /// <summary>What is serialized.</summary>
    public sealed class Order
    {
        public string Name { get; set; } = "";

        public List<string> Items { get; set; } = [];
    }
}
