using System.Runtime.CompilerServices;

namespace Baton.Tests;

/// <summary>Rules R6 and R7 for push parsers: disposed and dropped.</summary>
[TestClass]
public sealed class PushDisposalTests : PushTest
{
    [TestMethod]
    public void Dispose_NotStarted_NeverRunsTheParser()
    {
        bool ran = false;
        PushParser<byte, int> parser = OverStream<int>((stream, yielder) => ran = true);

        parser.Dispose();

        Assert.AreEqual(CoroutineStatus.Canceled, parser.Status);
        Assert.IsFalse(parser.TryRead(out _));
        Assert.IsFalse(ran);
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void Dispose_WaitingForInput_RunsItsFinallyBlocksFirst(bool text)
    {
        Steps steps = new();
        using IDisposable parser = text
            ? Started(OverText<int>((reader, yielder) => Guarded(() => reader.ReadToEnd(), steps)))
            : Started(OverStream<int>((stream, yielder) => Guarded(() => stream.CopyTo(Stream.Null), steps)));
        steps.Reach(2);

        parser.Dispose();

        steps.Reach(4);
    }

    [TestMethod]
    public void Dispose_BetweenItems_UnwindsTheParserAndLeavesWhatIsUnread()
    {
        Steps steps = new();
        PushParser<byte, int> parser = OverStream<int>((stream, yielder) => Guarded(() => yielder.Suspend(stream.ReadByte()), steps));
        parser.Push(new byte[] { 1, 2, 3 });
        parser.TryRead(out _);
        steps.Reach(2);

        parser.Dispose();
        parser.Dispose();

        steps.Reach(4);
        Assert.AreEqual(CoroutineStatus.Canceled, parser.Status);
        Assert.AreSequenceEqual(new byte[] { 2, 3 }, parser.Unread.ToArray());
        Assert.IsFalse(parser.NeedsInput);
        Assert.IsFalse(parser.TryRead(out _));
        parser.Complete();
        Assert.ThrowsExactly<ObjectDisposedException>(() => parser.Push(new byte[1]));
    }

    [TestMethod]
    public void Dispose_CleanUpReads_GetsWhatIsThereAndTheSignalBeyond()
    {
        int read = 0;
        PushParser<byte, int> parser = OverStream<int>((stream, yielder) =>
        {
            try
            {
                yielder.Suspend(0);
            }
            finally
            {
                while (stream.ReadByte() >= 0)
                {
                    read++;
                }
            }
        });
        parser.Push(new byte[3]);
        parser.TryRead(out _);

        parser.Dispose();

        Assert.AreEqual(3, read);
        Assert.AreEqual(CoroutineStatus.Canceled, parser.Status);
    }

    [TestMethod]
    public void Dispose_CleanUpThrows_ThrowsThat()
    {
        PushParser<byte, int> parser = OverStream<int>((stream, yielder) =>
        {
            using Cleanup guard = new(() => throw new TimeoutException("from the clean-up"));
            stream.ReadByte();
        });
        parser.TryRead(out _);

        Assert.ThrowsExactly<TimeoutException>(parser.Dispose);

        Assert.AreEqual(CoroutineStatus.Canceled, parser.Status);
    }

    [TestMethod]
    public void Dispose_ALibraryThrowsItsOwnInPlaceOfTheSignal_IsQuiet()
    {
        PushParser<byte, int> parser = OverStream<int>((stream, yielder) =>
        {
            try
            {
                stream.ReadByte();
            }
            catch (Exception)
            {
                throw new InvalidDataException("unexpected end");
            }
        });
        parser.TryRead(out _);

        parser.Dispose();

        Assert.AreEqual(CoroutineStatus.Canceled, parser.Status);
    }

    [TestMethod]
    public void Dispose_TheParserHadFailedAndItsCleanUpDropsTheSignal_ThrowsTheFailure()
    {
        PushParser<byte, int> parser = OverStream<int>((stream, yielder) =>
        {
            using Cleanup dropping = new(() => Assert.ThrowsExactly<CoroutineCanceledException>(() => stream.ReadByte()));
            throw new InvalidDataException("unexpected byte");
        });
        parser.TryRead(out _);

        Assert.ThrowsExactly<InvalidDataException>(parser.Dispose);

        Assert.AreEqual(CoroutineStatus.Canceled, parser.Status);
    }

    [TestMethod]
    public void Dispose_AgainByItsOwnCleanUp_HasNoEffect()
    {
        PushParser<byte, int> parser = null!;
        parser = OverStream<int>((stream, yielder) =>
        {
            using Cleanup again = new(() => parser.Dispose());
            stream.ReadByte();
        });
        parser.TryRead(out _);

        parser.Dispose();

        Assert.AreEqual(CoroutineStatus.Canceled, parser.Status);
    }

    /// <summary>The signal goes through the library's <c>async</c> methods and comes out as it went in.</summary>
    [TestMethod]
    [DataRow("Await")]
    [DataRow("GetResult")]
    [DataRow("Result")]
    [DataRow("Wait")]
    public void Dispose_WaitingInAnAsynchronousRead_UnwindsTheParser(string by)
    {
        Steps steps = new();
        PushParser<byte, int> parser = OverStream<int>(
            (stream, yielder) => Guarded(() => WaitFor(new StreamReader(stream).ReadToEndAsync(), by), steps));
        parser.Push(Utf8("some text"));
        parser.TryRead(out _);
        steps.Reach(2);

        parser.Dispose();

        steps.Reach(4);
    }

    [TestMethod]
    public void Drop_WaitingForInput_IsUnwoundAndCounted()
    {
        ExpectedDropped = 1;
        bool cleanedUp = false;
        StartAndDrop(() => Volatile.Write(ref cleanedUp, true));

        Eventually.True(
            () =>
            {
                GC.Collect();
                GC.WaitForPendingFinalizers();
                return Volatile.Read(ref cleanedUp);
            },
            "the dropped parser is unwound");
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void StartAndDrop(Action cleanUp)
    {
        PushParser<byte, int> parser = OverStream<int>((stream, yielder) =>
        {
            using Cleanup guard = new(cleanUp);
            stream.ReadByte();
        });
        parser.TryRead(out _);
    }

    private static string WaitFor(Task<string> task, string by)
    {
        if (by == "Wait")
        {
            task.Wait();
        }

        return by == "Await" ? task.Await() : by == "GetResult" ? task.GetAwaiter().GetResult() : task.Result;
    }

    private static PushParser<TInput, int> Started<TInput>(PushParser<TInput, int> parser)
    {
        Assert.IsFalse(parser.TryRead(out _));
        return parser;
    }

    private static void Guarded(Action work, Steps steps)
    {
        try
        {
            steps.Reach(1);
            work();
        }
        finally
        {
            steps.Reach(3);
        }
    }
}
