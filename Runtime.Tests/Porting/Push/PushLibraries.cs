using System.Formats.Tar;
using System.IO.Compression;
using System.Runtime.Serialization;
using System.Text;
using System.Xml;
using System.Xml.Linq;
using System.Xml.Serialization;
using Newtonsoft.Json;

namespace Baton.Tests;

/// <summary>Blocking readers of .NET and of others, unmodified, each with input of its kind: what they read becomes lines.</summary>
internal static class PushLibraries
{
    private static string Xml { get; } =
        "<?xml version=\"1.0\"?><!DOCTYPE o [<!ENTITY e 'x&#228;x'>]>" +
        "<o xmlns:p='urn:p'><!-- c --><p:i n='1'>a &amp; b</p:i><?pi d?><![CDATA[<raw>]]><e/>" +
        string.Concat(Enumerable.Range(0, 25).Select(i => $"<item number='{i}'>ä€😀 {i}\r\n</item>")) + "</o>\n";

    private static string Json { get; } =
        "{\"a\":[1,2.5,-3e4,null,true],\"b\":{\"ü\":\"\\u00e4\\n😀\"},/* c */\"d\":[" +
        string.Join(',', Enumerable.Range(0, 40).Select(i => $"{{\"n\":{i}}}")) + "]}";

    private static string Lines { get; } = string.Concat(
        Enumerable.Range(0, 60).Select(i => $"line {i * i}: ä€😀{(i % 3 == 0 ? "\n" : "\r\n")}"));

    /// <summary>Over bytes.</summary>
    internal static Dictionary<string, (Action<Stream, Yielder<string>> Parse, byte[] Data)> OverBytes { get; } = new()
    {
        ["XmlReader, UTF-8"] = (ReadXml, Utf8(Xml)),
        ["XmlReader, UTF-8 with mark"] = (ReadXml, [.. Encoding.UTF8.Preamble, .. Utf8(Xml)]),
        ["XmlReader, UTF-16"] = (ReadXml, [.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes(Xml)]),
        ["XmlReader, Latin-1 by declaration"] =
            (ReadXml, Encoding.Latin1.GetBytes("<?xml version='1.0' encoding='iso-8859-1'?><maß é='ü'>ñandú</maß>")),
        ["XDocument"] = ((stream, yielder) => yielder.Suspend(XDocument.Load(stream).ToString()), Utf8(Xml)),
        ["XmlSerializer"] = (
            (stream, yielder) => Give(yielder, (PushOrder)new XmlSerializer(typeof(PushOrder)).Deserialize(XmlReader.Create(stream))!),
            SerializedXml()),
        ["DataContractSerializer"] =
            (
                (stream, yielder) => Give(yielder, (PushOrder)new DataContractSerializer(typeof(PushOrder)).ReadObject(stream)!),
                SerializedContract()),
        ["JsonTextReader"] = ((stream, yielder) => ReadJson(new StreamReader(stream), yielder), Utf8(Json)),
        ["JsonTextReader, many documents"] = (
            (stream, yielder) => ReadJson(new StreamReader(stream), yielder, many: true), Utf8("{\"a\":1} [2] \"ü\" ")),
        ["JsonSerializer of Newtonsoft"] = ((stream, yielder) =>
            Give(yielder, new Newtonsoft.Json.JsonSerializer().Deserialize<PushOrder>(
                new JsonTextReader(new StreamReader(stream)))!), SerializedJson()),
        ["JsonSerializer of System.Text.Json"] =
            ((stream, yielder) => Give(yielder, System.Text.Json.JsonSerializer.Deserialize<PushOrder>(stream)!), SerializedJson()),
        ["StreamReader"] = (ReadLines, Utf8(Lines)),
        ["BinaryReader"] = (ReadBinary, Binary()),
        ["GZipStream"] = ((stream, yielder) => ReadLines(new GZipStream(stream, CompressionMode.Decompress), yielder),
            Packed(s => new GZipStream(s, CompressionLevel.Optimal))),
        ["GZipStream, two members"] = ((stream, yielder) => ReadLines(new GZipStream(stream, CompressionMode.Decompress), yielder),
            [.. Packed(s => new GZipStream(s, CompressionLevel.Optimal)), .. Packed(s => new GZipStream(s, CompressionLevel.Fastest))]),
        ["ZLibStream"] = ((stream, yielder) => ReadLines(new ZLibStream(stream, CompressionMode.Decompress), yielder),
            Packed(s => new ZLibStream(s, CompressionLevel.Optimal))),
        ["DeflateStream"] = ((stream, yielder) => ReadLines(new DeflateStream(stream, CompressionMode.Decompress), yielder),
            Packed(s => new DeflateStream(s, CompressionLevel.Optimal))),
        ["BrotliStream"] = ((stream, yielder) => ReadLines(new BrotliStream(stream, CompressionMode.Decompress), yielder),
            Packed(s => new BrotliStream(s, CompressionLevel.Fastest))),
        ["XmlReader in GZipStream"] = (
            (stream, yielder) => ReadXml(new GZipStream(stream, CompressionMode.Decompress), yielder), PackedXml()),
        ["TarReader"] = (ReadTar, Tar()),
        ["ZipArchive"] = (ReadZip, Zip()),
    };

    /// <summary>Over characters.</summary>
    internal static Dictionary<string, (Action<TextReader, Yielder<string>> Parse, string Data)> OverCharacters { get; } = new()
    {
        ["XmlReader"] = ((reader, yielder) => ReadXml(XmlReader.Create(reader), yielder), Xml),
        ["XmlTextReader"] = ((reader, yielder) => ReadXml(new XmlTextReader(reader), yielder), Xml),
        ["XmlSerializer"] = (
            (reader, yielder) => Give(yielder, (PushOrder)new XmlSerializer(typeof(PushOrder)).Deserialize(XmlReader.Create(reader))!),
            Encoding.UTF8.GetString(SerializedXml())),
        ["JsonTextReader"] = ((reader, yielder) => ReadJson(reader, yielder), Json),
        ["ReadLine"] = (ReadLines, Lines + "\rlone\r\rreturns\r\n\nlast"),
        ["Peek and Read"] = (ReadWords, Lines),
    };

    private static void ReadXml(Stream stream, Yielder<string> yielder) =>
        ReadXml(XmlReader.Create(stream, new XmlReaderSettings { DtdProcessing = DtdProcessing.Parse }), yielder);

    private static void ReadXml(XmlReader xml, Yielder<string> yielder)
    {
        using XmlReader disposed = xml;
        while (xml.Read())
        {
            yielder.Suspend($"{xml.Depth} {xml.NodeType} {xml.Name}={xml.Value}");
            while (xml.MoveToNextAttribute())
            {
                yielder.Suspend($"@{xml.Name}={xml.Value}");
            }
        }
    }

    private static void ReadJson(TextReader reader, Yielder<string> yielder, bool many = false)
    {
        using JsonTextReader json = new(reader) { SupportMultipleContent = many };
        while (json.Read())
        {
            yielder.Suspend($"{json.Depth} {json.TokenType}={json.Value}");
        }
    }

    private static void ReadLines(Stream stream, Yielder<string> yielder)
    {
        using StreamReader reader = new(stream);
        ReadLines(reader, yielder);
    }

    private static void ReadLines(TextReader reader, Yielder<string> yielder)
    {
        while (reader.ReadLine() is { } line)
        {
            yielder.Suspend(line);
        }
    }

    private static void ReadWords(TextReader reader, Yielder<string> yielder)
    {
        while (reader.Peek() >= 0)
        {
            StringBuilder word = new();
            while (reader.Peek() > ' ')
            {
                word.Append((char)reader.Read());
            }

            reader.Read();
            yielder.Suspend(word.ToString());
        }
    }

    private static void ReadBinary(Stream stream, Yielder<string> yielder)
    {
        using BinaryReader reader = new(stream);
        int count = reader.ReadInt32();
        for (int i = 0; i < count; i++)
        {
            yielder.Suspend(
                $"{reader.ReadString()} {reader.ReadDouble()} {reader.ReadChar()} {reader.ReadDecimal()} {reader.ReadBytes(i).Length}");
        }
    }

    private static void ReadTar(Stream stream, Yielder<string> yielder)
    {
        using TarReader tar = new(stream);
        while (tar.GetNextEntry() is { } entry)
        {
            yielder.Suspend(entry.Name);
            ReadLines(entry.DataStream!, yielder);
        }
    }

    private static void ReadZip(Stream stream, Yielder<string> yielder)
    {
        using ZipArchive zip = new(stream);
        foreach (ZipArchiveEntry entry in zip.Entries)
        {
            yielder.Suspend(entry.FullName);
            ReadLines(entry.Open(), yielder);
        }
    }

    private static void Give(Yielder<string> yielder, PushOrder order) =>
        yielder.Suspend($"{order.Customer}: {string.Join(',', order.Lines)}");

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);

    private static byte[] SerializedXml() => Written(stream => new XmlSerializer(typeof(PushOrder)).Serialize(stream, PushOrder.Sample));

    private static byte[] SerializedContract() =>
        Written(stream => new DataContractSerializer(typeof(PushOrder)).WriteObject(stream, PushOrder.Sample));

    private static byte[] SerializedJson() => System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(PushOrder.Sample);

    private static byte[] Packed(Func<Stream, Stream> pack) => Packed(pack, Utf8(Lines));

    private static byte[] PackedXml() => Packed(stream => new GZipStream(stream, CompressionLevel.Optimal), Utf8(Xml));

    private static byte[] Packed(Func<Stream, Stream> pack, byte[] data) => Written(stream =>
    {
        using Stream packing = pack(stream);
        packing.Write(data);
    });

    private static byte[] Binary() => Written(stream =>
    {
        using BinaryWriter writer = new(stream);
        writer.Write(20);
        for (int i = 0; i < 20; i++)
        {
            writer.Write($"name {i} ü");
            writer.Write(i / 3.0);
            writer.Write('€');
            writer.Write(i * 1.1m);
            writer.Write(new byte[i]);
        }
    });

    private static byte[] Tar() => Written(stream =>
    {
        using TarWriter tar = new(stream);
        foreach (string name in (string[])["first.txt", "second.txt"])
        {
            tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(Utf8($"in {name}\n{name}")) });
        }
    });

    private static byte[] Zip() => Written(stream =>
    {
        using ZipArchive zip = new(stream, ZipArchiveMode.Create);
        foreach (string name in (string[])["first.txt", "second.txt"])
        {
            using StreamWriter writer = new(zip.CreateEntry(name).Open());
            writer.Write(Lines);
        }
    });

    private static byte[] Written(Action<Stream> write)
    {
        using MemoryStream stream = new();
        write(stream);
        return stream.ToArray();
    }
}
