namespace Baton.Tests;

/// <summary>The reader that a push parser of characters gets, member by member.</summary>
[TestClass]
public sealed class PushTextReaderTests : PushTest
{
    private static readonly Dictionary<string, Func<TextReader, char[], int>> s_reads = new()
    {
        ["span"] = (reader, buffer) => reader.Read(buffer.AsSpan()),
        ["array"] = (reader, buffer) => reader.Read(buffer, 0, buffer.Length),
        ["memory, async"] = (reader, buffer) => Completed(reader.ReadAsync(buffer.AsMemory()).AsTask()),
        ["array, async"] = (reader, buffer) => Completed(reader.ReadAsync(buffer, 0, buffer.Length)),
    };

    private static readonly Dictionary<string, Func<TextReader, char[], int>> s_blocks = new()
    {
        ["span"] = (reader, buffer) => reader.ReadBlock(buffer.AsSpan()),
        ["array"] = (reader, buffer) => reader.ReadBlock(buffer, 0, buffer.Length),
        ["memory, async"] = (reader, buffer) => Completed(reader.ReadBlockAsync(buffer.AsMemory()).AsTask()),
        ["array, async"] = (reader, buffer) => Completed(reader.ReadBlockAsync(buffer, 0, buffer.Length)),
    };

    private static readonly Dictionary<string, Func<TextReader, string?>> s_lines = new()
    {
        ["plain"] = reader => reader.ReadLine(),
        ["async"] = reader => Completed(reader.ReadLineAsync()),
        ["async with a token"] = reader => Completed(reader.ReadLineAsync(CancellationToken.None).AsTask()),
    };

    private static readonly Dictionary<string, Func<TextReader, string>> s_ends = new()
    {
        ["plain"] = reader => reader.ReadToEnd(),
        ["async"] = reader => Completed(reader.ReadToEndAsync()),
        ["async with a token"] = reader => Completed(reader.ReadToEndAsync(CancellationToken.None)),
    };

    public static IEnumerable<string> Reads => s_reads.Keys;

    public static IEnumerable<string> Lines => s_lines.Keys;

    [TestMethod]
    [DynamicData(nameof(Reads))]
    public void Read_AnyForm_GivesWhatIsThereWaitsForMoreAndSeesTheEnd(string form) =>
        Assert.AreSequenceEqual(["ab", "cdef", "g", ""], Fed(["ab", "cdefg"], (reader, yielder) =>
        {
            char[] buffer = new char[4];
            int count;
            do
            {
                count = s_reads[form](reader, buffer);
                yielder.Suspend(new string(buffer, 0, count));
            }
            while (count > 0);
        }));

    [TestMethod]
    [DynamicData(nameof(Reads))]
    public void ReadBlock_AnyForm_WaitsUntilTheBlockIsFull(string form) =>
        Assert.AreSequenceEqual(["abcd", "efg"], Fed(["ab", "c", "defg"], (reader, yielder) =>
        {
            char[] buffer = new char[4];
            for (int i = 0; i < 2; i++)
            {
                yielder.Suspend(new string(buffer, 0, s_blocks[form](reader, buffer)));
            }
        }));

    [TestMethod]
    public void PeekAndRead_AtTheEndOfAPiece_WaitForTheNext() =>
        Assert.AreSequenceEqual(["a", "a", "b", "b", "-1", "-1"], Fed(["a", "", "b"], (reader, yielder) =>
        {
            for (int i = 0; i < 3; i++)
            {
                int peeked = reader.Peek();
                yielder.Suspend(peeked < 0 ? "-1" : $"{(char)peeked}");
                int read = reader.Read();
                yielder.Suspend(read < 0 ? "-1" : $"{(char)read}");
            }
        }));

    [TestMethod]
    [DynamicData(nameof(Lines))]
    public void ReadLine_AnyForm_JoinsWhatPiecesCutApart(string form) =>
        Assert.AreSequenceEqual(
            ["one", "two", "", "three", "four", "", "five"],
            Fed(["on", "e\r", "\ntw", "o\n\nthree\r", "four\r\n\r", "fi", "ve"], (reader, yielder) =>
        {
            while (s_lines[form](reader) is { } line)
            {
                yielder.Suspend(line);
            }
        }));

    [TestMethod]
    [DynamicData(nameof(Lines))]
    public void ReadToEnd_AnyForm_JoinsThePieces(string form) =>
        Assert.AreSequenceEqual(["xabc", ""], Fed(["xa", "b", "c"], (reader, yielder) =>
        {
            char first = (char)reader.Read();
            yielder.Suspend(first + s_ends[form](reader));
            yielder.Suspend(s_ends[form](reader));
        }));

    [TestMethod]
    public void Read_NoneAskedFor_ReturnsAtOnce()
    {
        using PushParser<char, int> parser = OverText<int>(
            (reader, yielder) => yielder.Suspend(reader.Read([], 0, 0) + reader.Read(Span<char>.Empty)));

        Assert.AreSequenceEqual([0], parser.ReadAll());
    }

    [TestMethod]
    public void Read_BadArguments_AreRefusedAsByEveryReader()
    {
        using PushParser<char, int> parser = OverText<int>((reader, yielder) =>
        {
            Assert.ThrowsExactly<ArgumentNullException>(() => reader.Read(null!, 0, 0));
            Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => reader.Read(new char[1], -1, 0));
            Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => reader.ReadBlock(new char[1], 0, -1));
            Assert.ThrowsExactly<ArgumentException>(() => reader.Read(new char[1], 1, int.MaxValue));
            yielder.Suspend(1);
        });

        Assert.AreSequenceEqual([1], parser.ReadAll());
    }

    [TestMethod]
    public void ReadAsync_TokenFired_IsCanceledAndReadsNothing()
    {
        CancellationToken fired = new(canceled: true);
        using PushParser<char, bool> parser = OverText<bool>((reader, yielder) =>
        {
            yielder.Suspend(reader.ReadAsync(new char[1].AsMemory(), fired).AsTask().IsCanceled);
            yielder.Suspend(reader.ReadBlockAsync(new char[1].AsMemory(), fired).AsTask().IsCanceled);
            yielder.Suspend(reader.ReadLineAsync(fired).AsTask().IsCanceled);
            yielder.Suspend(reader.ReadToEndAsync(fired).IsCanceled);
        });
        parser.Push("abc".AsMemory());

        Assert.AreSequenceEqual([true, true, true, true], parser.ReadAll());
        Assert.AreEqual("abc", parser.Unread.ToString());
    }

    [TestMethod]
    public void Read_Closed_IsRefused()
    {
        using PushParser<char, int> parser = OverText<int>((reader, yielder) =>
        {
            reader.Dispose();
            Assert.ThrowsExactly<ObjectDisposedException>(() => reader.Peek());
            Assert.ThrowsExactly<ObjectDisposedException>(() => reader.Read(new char[1], 0, 1));
            Assert.ThrowsExactly<ObjectDisposedException>(() => reader.ReadLine());
            yielder.Suspend(1);
        });

        Assert.AreSequenceEqual([1], parser.ReadAll());
    }

    private List<string> Fed(string[] pieces, Action<TextReader, Yielder<string>> parse)
    {
        PushRun run = PushRun.Pushed(OverText(parse), [.. pieces.Select(piece => piece.AsMemory())]);
        Assert.IsNull(run.Failure, run.Failure?.ToString());
        return run.Items;
    }

    private static T Completed<T>(Task<T> task)
    {
        Assert.IsTrue(task.IsCompleted);
        return task.GetAwaiter().GetResult();
    }
}
