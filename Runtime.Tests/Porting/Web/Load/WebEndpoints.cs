using System.IO.Compression;
using System.Runtime.Serialization;
using System.Text;
using System.Xml;
using System.Xml.Serialization;
using ClosedXML.Excel;
using Newtonsoft.Json;

namespace Baton.Tests;

/// <summary>Endpoints through libraries that know only synchronous streams, unmodified.</summary>
internal static class WebEndpoints
{
    private static readonly XmlSerializer s_xml = new(typeof(WebOrder));
    private static readonly DataContractSerializer s_contract = new(typeof(WebOrder));
    private static readonly JsonSerializer s_json = JsonSerializer.CreateDefault();
    private static readonly CompositeFormat s_element = CompositeFormat.Parse("<Order><No>{0}</No></Order>");

    internal static WebEndpoint Xml { get; } = new UploadEndpoint("/xml", s_element, ReadXml);

    internal static WebEndpoint Contract { get; } = new UploadEndpoint(
        "/contract", s_element, body => ((WebOrder)s_contract.ReadObject(body)!).No);

    internal static WebEndpoint Json { get; } = new UploadEndpoint("/json", CompositeFormat.Parse("{{ \"No\":     {0}     }}"), ReadJson);

    internal static WebEndpoint Zip { get; } = new DownloadEndpoint("/zip", WriteZip, ReadZip);

    internal static WebEndpoint Xlsx { get; } = new DownloadEndpoint("/xlsx", WriteXlsx, ReadXlsx);

    internal static IReadOnlyList<WebEndpoint> All { get; } = [Xml, Contract, Json, Zip, Xlsx];

    private static int ReadXml(Stream body)
    {
        using XmlReader reader = XmlReader.Create(body);
        return ((WebOrder)s_xml.Deserialize(reader)!).No;
    }

    private static int ReadJson(Stream body)
    {
        using JsonTextReader reader = new(new StreamReader(body, leaveOpen: true));
        return s_json.Deserialize<WebOrder>(reader)!.No;
    }

    private static void WriteZip(IEnumerable<string> lines, Stream body)
    {
        using ZipArchive archive = new(body, ZipArchiveMode.Create, leaveOpen: true);
        int number = 0;
        foreach (string line in lines)
        {
            using StreamWriter entry = new(archive.CreateEntry($"{++number}.txt").Open());
            entry.Write(line);
        }
    }

    private static IEnumerable<string> ReadZip(byte[] response)
    {
        using ZipArchive archive = new(new MemoryStream(response));
        foreach (ZipArchiveEntry entry in archive.Entries)
        {
            using StreamReader reader = new(entry.Open());
            yield return reader.ReadToEnd();
        }
    }

    private static void WriteXlsx(IEnumerable<string> lines, Stream body)
    {
        using XLWorkbook book = new();
        IXLWorksheet sheet = book.AddWorksheet("Lines");
        int row = 0;
        foreach (string line in lines)
        {
            sheet.Cell(++row, 1).Value = line;
        }

        book.SaveAs(body);
    }

    private static IEnumerable<string> ReadXlsx(byte[] response)
    {
        using XLWorkbook book = new(new MemoryStream(response));
        return [.. book.Worksheet("Lines").RowsUsed().Select(row => row.Cell(1).GetString())];
    }
}
