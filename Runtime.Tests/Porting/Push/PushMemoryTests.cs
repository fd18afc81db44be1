using System.Runtime.CompilerServices;
using System.Xml;

namespace Baton.Tests;

/// <summary>A push parser keeps nothing of its own: what memory is in use is the parser's.</summary>
[TestClass]
public sealed class PushMemoryTests : PushTest
{
    [TestMethod]
    [DataRow("block")]
    [DataRow("byte")]
    [DataRow("async")]
    public void PushAndTryRead_ThatOnlyWantMore_AllocateNothingOnEitherSide(string form)
    {
        long onParsersSide = 0;
        using PushParser<byte, int> parser = OverStream<int>((stream, yielder) =>
        {
            byte[] buffer = new byte[64];
            while (ReadOne(form, stream, buffer))
            {
                onParsersSide = GC.GetAllocatedBytesForCurrentThread();
            }
        });
        byte[] piece = new byte[1];
        Feed(parser, piece, 200);

        (long here, long there) = LeastAllocated(() => Feed(parser, piece, 1_000), () => onParsersSide);

        Assert.AreEqual(0, here);
        Assert.AreEqual(0, there);
    }

    [TestMethod]
    public void PushAndTryRead_Text_AllocateNothingOnEitherSide()
    {
        long onParsersSide = 0;
        using PushParser<char, int> parser = OverText<int>((reader, yielder) =>
        {
            char[] buffer = new char[64];
            while (reader.Read(buffer, 0, 64) > 0 && reader.Peek() >= 0 && reader.Read() >= 0)
            {
                onParsersSide = GC.GetAllocatedBytesForCurrentThread();
            }
        });
        char[] piece = new char[1];
        Feed(parser, piece, 200);

        (long here, long there) = LeastAllocated(() => Feed(parser, piece, 1_000), () => onParsersSide);

        Assert.AreEqual(0, here);
        Assert.AreEqual(0, there);
    }

    /// <summary>
    /// A hundred megabytes through an XmlReader, counted as they go: what lives after it is what lived after the first tenth.
    /// </summary>
    [TestMethod]
    public void Push_EndlessFeed_DoesNotGrow()
    {
        const int PieceSize = 256 * 1024;
        byte[] piece = new byte[PieceSize];
        Array.Fill(piece, (byte)'x');
        Utf8("</a><a>").CopyTo(piece, 0);
        using PushParser<byte, int> parser = OverStream<int>((stream, yielder) =>
        {
            using XmlReader xml = XmlReader.Create(stream);
            char[] chunk = new char[4096];
            for (int elements = 0; xml.Read();)
            {
                if (xml.NodeType == XmlNodeType.Element && ++elements % 40 == 0)
                {
                    yielder.Suspend(elements);
                }

                while (xml.NodeType == XmlNodeType.Text && xml.ReadValueChunk(chunk, 0, chunk.Length) > 0)
                {
                }
            }
        });
        parser.Push(Utf8("<feed><a>"));
        int last = parser.ReadAll().LastOrDefault();
        long live = 0;

        for (int i = 1; i <= 400; i++)
        {
            parser.Push(piece);
            last = parser.ReadAll().LastOrDefault(last);
            live = i == 40 ? GC.GetTotalMemory(forceFullCollection: true) : live;
        }

        Assert.IsGreaterThan(390, last);
        Assert.IsLessThan(1_000_000, GC.GetTotalMemory(forceFullCollection: true) - live);
    }

    [TestMethod]
    public void Push_UsedUp_IsNotKeptAliveWhileMoreIsAwaited()
    {
        using PushParser<byte, int> parser = OverStream<int>((stream, yielder) =>
        {
            while (stream.ReadByte() >= 0)
            {
            }
        });

        WeakReference piece = PushNew(parser);

        Eventually.Collected(piece, "the piece that is used up");
        Assert.IsTrue(parser.NeedsInput);
    }

    [TestMethod]
    public void CopyTo_UsedUp_IsNotKeptAliveWhileMoreIsAwaited()
    {
        using PushParser<byte, int> parser = OverStream<int>((stream, yielder) => stream.CopyTo(Stream.Null));

        WeakReference piece = PushNew(parser);

        Eventually.Collected(piece, "the piece that is used up");
    }

    [TestMethod]
    public void ReadLine_UsedUp_IsNotKeptAliveWhileMoreIsAwaited()
    {
        using PushParser<char, string?> parser = PushParser.OverText(reader => reader.ReadLine(), InPool);

        WeakReference piece = PushNew(parser);
        WeakReference second = PushNew(parser);

        Eventually.Collected(piece, "the first piece");
        Eventually.Collected(second, "the second piece");
    }

    [TestMethod]
    public void ReadToEnd_UsedUp_IsNotKeptAliveWhileMoreIsAwaited()
    {
        using PushParser<char, string> parser = PushParser.OverText(reader => reader.ReadToEnd(), InPool);

        WeakReference piece = PushNew(parser);
        WeakReference second = PushNew(parser);

        Eventually.Collected(piece, "the first piece");
        Eventually.Collected(second, "the second piece");
    }

    [TestMethod]
    public void TryRead_ItemTakenAndDropped_IsNotKeptAlive()
    {
        using PushParser<byte, object> parser = OverStream<object>((stream, yielder) =>
        {
            yielder.Suspend(new object());
            stream.ReadByte();
        });

        WeakReference item = ReadNew(parser);

        Eventually.Collected(item, "the item");
        Assert.AreEqual(CoroutineStatus.Suspended, parser.Status);
    }

    private static bool ReadOne(string form, Stream stream, byte[] buffer) => form switch
    {
        "block" => stream.Read(buffer, 0, buffer.Length) > 0,
        "byte" => stream.ReadByte() >= 0,
        _ => stream.ReadAsync(buffer.AsMemory()).Await() > 0 && stream.ReadAsync(buffer, 0, buffer.Length).Result > 0,
    };

    private static void Feed<TInput>(PushParser<TInput, int> parser, TInput[] piece, int times)
    {
        for (int i = 0; i < times; i++)
        {
            parser.Push(piece);
            if (parser.TryRead(out _) || !parser.NeedsInput)
            {
                throw new AssertFailedException("it should only want more");
            }
        }
    }

    // The least of several stretches. The first time that a thread parks, .NET allocates what the thread parks with, once; a busy
    // machine decides in which stretch that is. What each operation allocated would show in all of them.
    private static (long Here, long There) LeastAllocated(Action work, Func<long> allocatedThere)
    {
        long leastHere = long.MaxValue;
        long leastThere = long.MaxValue;
        for (int stretch = 0; stretch < 4; stretch++)
        {
            long thereBefore = allocatedThere();
            long hereBefore = GC.GetAllocatedBytesForCurrentThread();
            work();
            leastHere = Math.Min(leastHere, GC.GetAllocatedBytesForCurrentThread() - hereBefore);
            leastThere = Math.Min(leastThere, allocatedThere() - thereBefore);
        }

        return (leastHere, leastThere);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference PushNew<TInput, T>(PushParser<TInput, T> parser)
    {
        TInput[] piece = new TInput[16];
        parser.Push(piece);
        Assert.IsEmpty(parser.ReadAll());
        return new WeakReference(piece);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference ReadNew(PushParser<byte, object> parser)
    {
        Assert.IsTrue(parser.TryRead(out object? item));
        return new WeakReference(item);
    }
}
