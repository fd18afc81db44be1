using System.Text;
using System.Xml;

namespace Baton.Tests;

/// <summary>The code that the porting page shows of parsers, between its marks.</summary>
internal static class PortingParserSamples
{
    internal static void FeedParser()
    {
        // sample: FeedParser
        using PushParser<byte, string> parser = PushParser.OverStream<string>((stream, yielder) =>
        {
            using XmlReader xml = XmlReader.Create(stream); // unchanged: it reads, and does not know that it waits
            while (xml.Read())
            {
                if (xml.NodeType == XmlNodeType.Element)
                {
                    yielder.Suspend(xml.Name);
                }
            }
        });

        foreach (string piece in (string[])["<order><boo", "k/><p", "en/></order>"])
        {
            parser.Push(Encoding.UTF8.GetBytes(piece));
            Console.WriteLine($"{piece} gives: {string.Join(' ', parser.ReadAll())}");
        }

        parser.Complete(); // or, if the connection broke: parser.Complete(exception)
        Console.WriteLine(parser.TryRead(out string? more) ? more : parser.Status);
        // end of sample
    }

    internal static void FeedMessages()
    {
        // sample: FeedMessages
        static string ReadMessage(Stream stream) => new BinaryReader(stream).ReadString(); // blocks until it has all of it

        PushParser<byte, string> parser = PushParser.OverStream(ReadMessage);
        foreach (byte[] arrived in (byte[][])[[5, .. "hel"u8], [.. "lo"u8, 3, .. "you"u8, 5], [.. "there"u8]])
        {
            parser.Push(arrived);
            while (parser.TryRead(out string? message))
            {
                Console.WriteLine(message);
                ReadOnlyMemory<byte> next = parser.Unread;
                parser = PushParser.OverStream(ReadMessage);
                parser.Push(next);
            }
        }

        parser.Complete();
        try
        {
            parser.TryRead(out _);
        }
        catch (EndOfStreamException e)
        {
            Console.WriteLine($"the parser says: {e.Message}");
        }
        // end of sample
    }
}
