namespace Baton.Tests;

/// <summary>The stream that a push parser gets, member by member.</summary>
[TestClass]
public sealed class PushStreamTests : PushTest
{
    private static readonly Dictionary<string, Func<Stream, byte[], int>> s_reads = new()
    {
        ["span"] = (stream, buffer) => stream.Read(buffer.AsSpan()),
        ["array"] = (stream, buffer) => stream.Read(buffer, 0, buffer.Length),
        ["memory, async"] = (stream, buffer) => Completed(stream.ReadAsync(buffer).AsTask()),
        ["array, async"] = (stream, buffer) => Completed(stream.ReadAsync(buffer, 0, buffer.Length, CancellationToken.None)),
        ["begin and end"] = (stream, buffer) => stream.EndRead(stream.BeginRead(buffer, 0, buffer.Length, null, null)),
        ["at least"] = (stream, buffer) => stream.ReadAtLeast(buffer, 1, throwOnEndOfStream: false),
    };

    private static readonly Dictionary<string, Action<Stream, Stream>> s_copies = new()
    {
        ["copy"] = (stream, to) => stream.CopyTo(to),
        ["copy, async"] = (stream, to) => Assert.IsTrue(Done(stream.CopyToAsync(to))),
    };

    public static IEnumerable<string> Reads => s_reads.Keys;

    public static IEnumerable<string> Copies => s_copies.Keys;

    [TestMethod]
    [DynamicData(nameof(Reads))]
    public void Read_AnyForm_GivesWhatIsThereWaitsForMoreAndSeesTheEnd(string form)
    {
        using PushParser<byte, string> parser = OverStream<string>((stream, yielder) =>
        {
            byte[] buffer = new byte[4];
            int count;
            do
            {
                count = s_reads[form](stream, buffer);
                yielder.Suspend(string.Join(',', buffer[..count]));
            }
            while (count > 0);
        });
        List<string> read = [];

        foreach (byte[] piece in (byte[][])[[1, 2], [3, 4, 5, 6, 7], [8]])
        {
            parser.Push(piece);
            read.AddRange(parser.ReadAll());
            Assert.IsTrue(parser.NeedsInput);
        }

        parser.Complete();
        read.AddRange(parser.ReadAll());

        Assert.AreSequenceEqual(["1,2", "3,4,5,6", "7", "8", ""], read);
    }

    [TestMethod]
    [DynamicData(nameof(Copies))]
    public void CopyTo_AnyForm_WritesWhatIsPushedUntilTheEnd(string form)
    {
        using MemoryStream written = new();
        using PushParser<byte, int> parser = OverStream<int>((stream, yielder) => s_copies[form](stream, written));
        parser.Push(new byte[] { 1, 2 });
        Assert.IsFalse(parser.TryRead(out _));
        Assert.AreEqual(2, written.Length);
        parser.Push(new byte[] { 3 });
        Assert.IsFalse(parser.TryRead(out _));
        Assert.AreEqual(3, written.Length);

        parser.Complete();
        parser.TryRead(out _);

        Assert.AreEqual(CoroutineStatus.Finished, parser.Status);
        Assert.AreSequenceEqual(new byte[] { 1, 2, 3 }, written.ToArray());
    }

    [TestMethod]
    public void CopyTo_WriteFails_LeavesThePieceUnread()
    {
        using MemoryStream full = new(new byte[1], writable: true);
        using PushParser<byte, int> parser = OverStream<int>((stream, yielder) => stream.CopyTo(full));
        parser.Push(new byte[] { 1, 2 });

        Assert.ThrowsExactly<NotSupportedException>(() => parser.TryRead(out _));

        Assert.AreEqual(2, parser.Unread.Length);
    }

    [TestMethod]
    [DynamicData(nameof(Reads))]
    public void Read_InputEndsWithAnError_ThrowsIt(string form)
    {
        IOException lost = new("connection lost");
        using PushParser<byte, Exception> parser = OverStream<Exception>((stream, yielder) =>
            yielder.Suspend(Assert.ThrowsExactly<IOException>(() => s_reads[form](stream, new byte[4]))));
        parser.TryRead(out _);
        parser.Complete(lost);

        Assert.AreSame(lost, parser.ReadAll().Single());
    }

    [TestMethod]
    public void Read_NoBytesAskedFor_ReturnsAtOnce()
    {
        using PushParser<byte, string> parser = OverStream<string>((stream, yielder) => yielder.Suspend(
            $"{stream.Read([], 0, 0)} {stream.Read(Span<byte>.Empty)} {Completed(stream.ReadAsync(Memory<byte>.Empty).AsTask())}"));

        Assert.IsTrue(parser.TryRead(out string? counts));

        Assert.AreEqual("0 0 0", counts);
    }

    [TestMethod]
    public void ReadAsync_TokenFired_IsCanceledAndReadsNothing()
    {
        using PushParser<byte, bool> parser = OverStream<bool>((stream, yielder) =>
        {
            yielder.Suspend(stream.ReadAsync(new byte[1], new CancellationToken(canceled: true)).AsTask().IsCanceled);
            yielder.Suspend(stream.ReadAsync(new byte[1], 0, 1, new CancellationToken(canceled: true)).IsCanceled);
            yielder.Suspend(stream.CopyToAsync(Stream.Null, new CancellationToken(canceled: true)).IsCanceled);
        });
        parser.Push(new byte[3]);

        Assert.AreSequenceEqual([true, true, true], parser.ReadAll());
        Assert.AreEqual(3, parser.Unread.Length);
    }

    [TestMethod]
    public void ReadAsync_ByAnAsyncMethodOnTheParsersThread_CompletesBeforeItReturns()
    {
        using PushParser<byte, string> parser = PushParser.OverStream(
            stream =>
            {
                Task<string> text = new StreamReader(stream).ReadToEndAsync();
                Assert.IsTrue(text.IsCompleted);
                return text.Result;
            },
            InPool);
        parser.Push(Utf8("in two "));
        Assert.IsFalse(parser.TryRead(out _));
        parser.Push(Utf8("pieces"));
        Assert.IsFalse(parser.TryRead(out _));
        parser.Complete();

        Assert.IsTrue(parser.TryRead(out string? item));

        Assert.AreEqual("in two pieces", item);
    }

    [TestMethod]
    public void Read_OnAnotherThread_IsRefusedAndTakesNothing()
    {
        using PushParser<byte, Exception> parser = OverStream<Exception>((stream, yielder) =>
        {
            Exception? caught = null;
            TestThread.Run("Other", () => caught = Assert.ThrowsExactly<InvalidOperationException>(() => stream.ReadByte()));
            yielder.Suspend(caught!);
            TestThread.Run("Other", () => caught = stream.ReadAsync(new byte[1]).AsTask().Exception!.InnerException);
            yielder.Suspend(caught!);
            TestThread.Run("Other", () => caught = Assert.ThrowsExactly<InvalidOperationException>(() => stream.Read([])));
            yielder.Suspend(caught!);
        });
        parser.Push(new byte[1]);

        Exception[] refusals = [.. parser.ReadAll()];

        Assert.HasCount(3, refusals);
        foreach (Exception refusal in refusals)
        {
            Assert.AreEqual(typeof(InvalidOperationException), refusal.GetType());
            StringAssert.Contains(refusal.Message, "Only the parser reads, on its own thread", StringComparison.Ordinal);
        }

        Assert.AreEqual(1, parser.Unread.Length);
    }

    [TestMethod]
    public void Read_InAGeneratorOfTheParsers_IsRefusedAndNamesIt()
    {
        using PushParser<byte, int> parser = OverStream<int>((stream, yielder) =>
        {
            foreach (int item in Coroutine.Generate<int>(
                inner => inner.Suspend(stream.ReadByte()), options: new CoroutineOptions { ThreadPool = Pool, Name = "inner" }))
            {
                yielder.Suspend(item);
            }
        });

        InvalidOperationException refused = Assert.ThrowsExactly<InvalidOperationException>(() => parser.TryRead(out _));

        StringAssert.Contains(refused.Message, "Coroutine 'inner'", StringComparison.Ordinal);
    }

    [TestMethod]
    public void Read_ParserHasEnded_IsRefused()
    {
        Stream? kept = null;
        using PushParser<byte, int> parser = OverStream<int>((stream, yielder) => kept = stream);
        parser.Push(new byte[1]);
        parser.TryRead(out _);

        InvalidOperationException refused = Assert.ThrowsExactly<InvalidOperationException>(() => kept!.ReadByte());

        StringAssert.Contains(refused.Message, "has ended (Finished)", StringComparison.Ordinal);
    }

    [TestMethod]
    public void Read_Closed_IsRefusedAndTheParserGoesOn()
    {
        using PushParser<byte, string> parser = OverStream<string>((stream, yielder) =>
        {
            stream.Dispose();
            yielder.Suspend($"{stream.CanRead}");
            yielder.Suspend(Assert.ThrowsExactly<ObjectDisposedException>(() => stream.Read(new byte[1])).GetType().Name);
            yielder.Suspend(Assert.ThrowsExactly<ObjectDisposedException>(() => stream.ReadByte()).GetType().Name);
            yielder.Suspend(Assert.ThrowsExactly<ObjectDisposedException>(() => stream.CopyTo(Stream.Null)).GetType().Name);
        });
        parser.Push(new byte[1]);

        Assert.HasCount(4, parser.ReadAll());
        Assert.AreEqual(1, parser.Unread.Length);
    }

    [TestMethod]
    public void Members_ThatCannotBe_SayTheyAreNotSupported()
    {
        using PushParser<byte, string> parser = OverStream<string>((stream, yielder) =>
        {
            Assert.IsTrue(stream.CanRead);
            Assert.IsFalse(stream.CanSeek || stream.CanWrite || stream.CanTimeout);
            stream.Flush();
            Assert.IsTrue(stream.FlushAsync().IsCompletedSuccessfully);
            foreach (Action call in (Action[])
                [
                    () => _ = stream.Length,
                    () => _ = stream.Position,
                    () => stream.Position = 0,
                    () => stream.Seek(0, SeekOrigin.Begin),
                    () => stream.SetLength(0),
                    () => stream.Write([], 0, 0),
                    () => stream.WriteByte(1),
                ])
            {
                yielder.Suspend(Assert.ThrowsExactly<NotSupportedException>(call).Message);
            }
        });

        Assert.HasCount(7, parser.ReadAll());
    }

    private static T Completed<T>(Task<T> task)
    {
        Assert.IsTrue(task.IsCompleted);
        return task.GetAwaiter().GetResult();
    }

    private static bool Done(Task task)
    {
        bool completed = task.IsCompleted;
        task.GetAwaiter().GetResult();
        return completed;
    }
}
