using System.Text;

namespace Baton.Tests;

/// <summary>The marks that tell a text's encoding, cut anywhere.</summary>
[TestClass]
public sealed class PushMarkTests : PushTest
{
    private static IEnumerable<object[]> Cuts =>
        from encoding in (Encoding[])[
            new UTF8Encoding(true), new UnicodeEncoding(false, true), new UnicodeEncoding(true, true),
            new UTF32Encoding(false, true), new UTF32Encoding(true, true), new UTF8Encoding(false)]
        from text in (string[])["héllo\n", "é", "", "\0\0a"]
        from size in (int[])[1, 2, 3, 4, 100]
        select new object[] { encoding.WebName, (byte[])[.. encoding.GetPreamble(), .. encoding.GetBytes(text)], size };

    [TestMethod]
    [DynamicData(nameof(Cuts))]
    public void StreamReader_PiecesOfAnySize_ReadsAsFromOnePiece(string _, byte[] bytes, int size)
    {
        using PushParser<byte, string> parser = PushParser.OverStream<string>(stream => new StreamReader(stream).ReadToEnd(), InPool);

        foreach (byte[] piece in bytes.Chunk(size))
        {
            parser.Push(piece);
            Assert.IsFalse(parser.TryRead(out string? _));
            Assert.IsTrue(parser.NeedsInput);
        }

        parser.Complete();
        Assert.IsTrue(parser.TryRead(out string? read));
        Assert.AreEqual(new StreamReader(new MemoryStream(bytes)).ReadToEnd(), read);
    }

    [TestMethod]
    [DataRow(new byte[] { 0x41 })]
    [DataRow(new byte[] { 0xEF, 0x41 })]
    [DataRow(new byte[] { 0xEF, 0xBB, 0xBF })]
    [DataRow(new byte[] { 0xFE, 0xFF })]
    [DataRow(new byte[] { 0xFF, 0xFE, 0x41 })]
    [DataRow(new byte[] { 0xFF, 0xFE, 0, 1 })]
    [DataRow(new byte[] { 0, 1 })]
    [DataRow(new byte[] { 0, 0, 0xFE, 0xFF })]
    public void FirstRead_WhatHasComeIsNoBeginningOfAMark_IsGivenAtOnce(byte[] bytes)
    {
        using PushParser<byte, int> parser = Chunks();

        foreach (byte one in bytes[..^1])
        {
            parser.Push(new[] { one });
            Assert.IsFalse(parser.TryRead(out int _));
        }

        parser.Push(new[] { bytes[^1] });
        Assert.IsTrue(parser.TryRead(out int count));
        Assert.AreEqual(bytes.Length, count);
    }

    [TestMethod]
    public void LaterReads_OfTheSameBytes_AreGivenAtOnce()
    {
        using PushParser<byte, int> parser = Chunks();
        parser.Push(new byte[] { 1 });
        Assert.IsTrue(parser.TryRead(out int _));
        Assert.IsFalse(parser.TryRead(out int _));

        parser.Push(new byte[] { 0xEF });

        Assert.IsTrue(parser.TryRead(out int count));
        Assert.AreEqual(1, count);
    }

    [TestMethod]
    [DataRow(0xEF)]
    [DataRow(0)]
    public void ReadOfAFewBytes_LooksForNoMark(int first)
    {
        using PushParser<byte, int> single = Bytes();
        using PushParser<byte, int> few = OverStream<int>((stream, yielder) => yielder.Suspend(stream.Read(new byte[3], 0, 3)));

        single.Push(new[] { (byte)first });
        few.Push(new[] { (byte)first });

        Assert.IsTrue(single.TryRead(out int value));
        Assert.AreEqual(first, value);
        Assert.IsTrue(few.TryRead(out int count));
        Assert.AreEqual(1, count);
    }

    [TestMethod]
    public void Complete_InTheMiddleOfWhatMayBeAMark_GivesTheBytesAndThenWhatItCompletedWith()
    {
        IOException broken = new();
        using PushParser<byte, int> parser = Chunks();
        parser.Push(new byte[] { 0xFF, 0xFE });
        Assert.IsFalse(parser.TryRead(out int _));

        parser.Complete(broken);

        Assert.IsTrue(parser.TryRead(out int count));
        Assert.AreEqual(2, count);
        Assert.AreSame(broken, Assert.ThrowsExactly<IOException>(() => parser.TryRead(out int _)));
    }

    [TestMethod]
    public void Dispose_InTheMiddleOfWhatMayBeAMark_LeavesTheBytesUnread()
    {
        PushParser<byte, int> parser = Chunks();
        parser.Push(new byte[] { 0xEF, 0xBB });
        Assert.IsFalse(parser.TryRead(out int _));

        parser.Dispose();

        Assert.AreSequenceEqual(new byte[] { 0xEF, 0xBB }, parser.Unread.ToArray());
    }

    // As everywhere in .NET: a reader that detects UTF-16 or UTF-32 looks at what its own first read brings.
    [TestMethod]
    [DynamicData(nameof(Cuts))]
    public void StreamReader_BehindAHeader_FindsAMarkInPiecesIfItsEncodingIsNamed(string name, byte[] bytes, int size)
    {
        Encoding named = bytes is [0, 0, 0xFE, ..] ? new UTF32Encoding(true, true)
            : bytes is [0xFE, ..] ? Encoding.BigEndianUnicode : Encoding.GetEncoding(name);

        string asNamed = BehindAHeader(bytes, size, stream => new StreamReader(stream, named, detectEncodingFromByteOrderMarks: false));
        string detected = BehindAHeader(bytes, size, stream => new StreamReader(stream));

        string whole = new StreamReader(new MemoryStream(bytes)).ReadToEnd();
        Assert.AreEqual(new StreamReader(new MemoryStream(bytes), named, detectEncodingFromByteOrderMarks: false).ReadToEnd(), asNamed);
        if (named.CodePage == Encoding.UTF8.CodePage || size >= ByteOrderMark.Longest)
        {
            Assert.AreEqual(whole, detected);
        }
        else if (size == 1)
        {
            Assert.AreNotEqual(whole, detected);
        }
    }

    private string BehindAHeader(byte[] bytes, int size, Func<Stream, StreamReader> open)
    {
        using PushParser<byte, string> parser = PushParser.OverStream(
            stream =>
            {
                stream.ReadByte();
                return open(stream).ReadToEnd();
            },
            InPool);
        foreach (byte[] piece in (byte[][])[[7], .. bytes.Chunk(size)])
        {
            parser.Push(piece);
            Assert.IsFalse(parser.TryRead(out string? _));
        }

        parser.Complete();
        Assert.IsTrue(parser.TryRead(out string? read));
        return read;
    }

    // Gives how many bytes each read brings.
    private PushParser<byte, int> Chunks() => OverStream<int>((stream, yielder) =>
    {
        byte[] buffer = new byte[16];
        int count;
        while ((count = stream.Read(buffer)) > 0)
        {
            yielder.Suspend(count);
        }
    });
}
