using System.Runtime.InteropServices;

namespace Baton.Tests;

/// <summary>A push parser from its creation to its end, used as it should be.</summary>
[TestClass]
public sealed class PushParserTests : PushTest
{
    [TestMethod]
    public void Create_PushedAndNotRead_RunsNothingAndTakesNoThread()
    {
        bool ran = false;
        using PushParser<byte, int> parser = OverStream<int>((stream, yielder) => ran = true);

        parser.Push(new byte[1]);
        parser.Complete();

        Assert.IsFalse(ran);
        Assert.AreEqual(CoroutineStatus.Created, parser.Status);
        Assert.AreEqual(0, Pool.LiveThreads);
        Assert.IsFalse(parser.NeedsInput);
        Assert.AreEqual(1, parser.Unread.Length);
    }

    [TestMethod]
    public void TryRead_NothingPushed_RunsUpToTheFirstReadAndWantsInput()
    {
        Steps steps = new();
        using PushParser<byte, int> parser = OverStream<int>((stream, yielder) =>
        {
            steps.Reach(1);
            stream.ReadByte();
            steps.Reach(4);
        });

        bool got = parser.TryRead(out int item);
        steps.Reach(2);

        Assert.IsFalse(got);
        Assert.AreEqual(0, item);
        Assert.IsTrue(parser.NeedsInput);
        Assert.AreEqual(CoroutineStatus.Suspended, parser.Status);
        steps.Reach(3);
        parser.Push(new byte[1]);
        Assert.IsFalse(parser.NeedsInput);
        Assert.IsFalse(parser.TryRead(out _));
        Assert.IsTrue(parser.IsFinished);
        Assert.AreEqual(4, steps.Last);
    }

    [TestMethod]
    public void TryRead_ItemsBeforeAnyInput_GivesThem()
    {
        using PushParser<byte, string> parser = OverStream<string>((stream, yielder) =>
        {
            yielder.Suspend("greeting");
            yielder.Suspend($"got {stream.ReadByte()}");
        });

        Assert.IsTrue(parser.TryRead(out string? first));
        Assert.IsFalse(parser.NeedsInput);
        Assert.IsFalse(parser.TryRead(out _));
        parser.Push(new byte[] { 7 });
        Assert.IsTrue(parser.TryRead(out string? second));

        Assert.AreEqual("greeting", first);
        Assert.AreEqual("got 7", second);
    }

    [TestMethod]
    public void TryRead_StillWantsInput_IsFalseAndDoesNotResumeTheParser()
    {
        int lookedAgain = 0;
        using PushParser<byte, int> parser = OverStream<int>((stream, yielder) =>
        {
            stream.ReadByte();
            lookedAgain++;
        });
        parser.TryRead(out _);

        for (int i = 0; i < 3; i++)
        {
            Assert.IsFalse(parser.TryRead(out _));
            parser.Push(ReadOnlyMemory<byte>.Empty);
            Assert.IsTrue(parser.NeedsInput, "an empty piece is not the end");
        }

        Assert.AreEqual(0, lookedAgain);
        Assert.AreEqual(CoroutineStatus.Suspended, parser.Status);
    }

    [TestMethod]
    public void TryRead_ResultOfAFunction_IsTheOneItemAndTheEnd()
    {
        using PushParser<byte, int> parser = PushParser.OverStream(stream => stream.ReadByte() + stream.ReadByte(), InPool);
        parser.Push(new byte[] { 3 });
        Assert.IsFalse(parser.TryRead(out _));
        parser.Push(new byte[] { 4 });

        bool got = parser.TryRead(out int sum);

        Assert.IsTrue(got);
        Assert.AreEqual(7, sum);
        Assert.IsTrue(parser.IsFinished);
        Assert.AreEqual(CoroutineStatus.Finished, parser.Status);
        Assert.AreEqual(1, Pool.IdleThreads);
        Assert.IsFalse(parser.TryRead(out sum));
        Assert.AreEqual(0, sum);
    }

    [TestMethod]
    public void TryRead_ResultOfAFunctionOverText_IsTheOneItem()
    {
        using PushParser<char, string?> parser = PushParser.OverText(reader => reader.ReadLine(), InPool);
        parser.Push("one li".AsMemory());
        Assert.IsFalse(parser.TryRead(out _));
        parser.Push("ne\nnext".AsMemory());

        Assert.IsTrue(parser.TryRead(out string? line));

        Assert.AreEqual("one line", line);
        Assert.AreEqual("next", parser.Unread.ToString());
    }

    [TestMethod]
    public void TryRead_ParserReturns_IsFalseAndGivesNoItem()
    {
        using PushParser<byte, int> parser = OverStream<int>((stream, yielder) => { });

        Assert.IsFalse(parser.TryRead(out _));

        Assert.IsTrue(parser.IsFinished);
        Assert.IsFalse(parser.NeedsInput);
        Assert.IsFalse(parser.TryRead(out _));
    }

    [TestMethod]
    public void TryRead_ParserThrows_ThrowsTheSameOnceAfterTheItems()
    {
        InvalidDataException thrown = new("malformed");
        using PushParser<byte, int> parser = OverStream<int>((stream, yielder) =>
        {
            yielder.Suspend(stream.ReadByte());
            throw thrown;
        });
        parser.Push(new byte[] { 5, 6 });

        Assert.IsTrue(parser.TryRead(out int item));
        InvalidDataException caught = Assert.ThrowsExactly<InvalidDataException>(() => parser.TryRead(out _));

        Assert.AreEqual(5, item);
        Assert.AreSame(thrown, caught);
        Assert.AreEqual(CoroutineStatus.Faulted, parser.Status);
        Assert.IsFalse(parser.TryRead(out _));
        Assert.AreSequenceEqual(new byte[] { 6 }, parser.Unread.ToArray());
    }

    [TestMethod]
    public void Unread_BetweenItems_IsTheRestOfTheVeryMemoryThatWasPushed()
    {
        byte[] data = [1, 2, 3];
        using PushParser<byte, int> parser = Bytes();
        parser.Push(data);

        parser.TryRead(out _);

        Assert.IsTrue(MemoryMarshal.TryGetArray(parser.Unread, out ArraySegment<byte> rest));
        Assert.AreSame(data, rest.Array);
        Assert.AreEqual((1, 2), (rest.Offset, rest.Count));
    }

    [TestMethod]
    public void Unread_ParserIsDone_IsForTheNextOfTheConnection()
    {
        List<string> messages = [];
        ReadOnlyMemory<byte> arrived = new byte[] { 1, 10, 2, 20, 21, 3, 30 };
        while (true)
        {
            using PushParser<byte, string> parser = PushParser.OverStream(
                stream =>
                {
                    byte[] body = new byte[stream.ReadByte()];
                    stream.ReadExactly(body);
                    return string.Join('+', body);
                },
                InPool);
            parser.Push(arrived);
            if (!parser.TryRead(out string? message))
            {
                Assert.IsTrue(parser.NeedsInput);
                break;
            }

            messages.Add(message);
            arrived = parser.Unread;
        }

        Assert.AreSequenceEqual(["10", "20+21"], messages);
    }

    [TestMethod]
    public void Complete_WithUnreadInput_EndsBehindIt()
    {
        using PushParser<byte, int> parser = Bytes();
        parser.Push(new byte[] { 1, 2 });
        parser.Complete();

        Assert.AreSequenceEqual([1, 2], parser.ReadAll());

        Assert.AreEqual(CoroutineStatus.Finished, parser.Status);
    }

    [TestMethod]
    public void Complete_WhileItWantsInput_ShowsTheEndAsOftenAsItReads()
    {
        using PushParser<byte, string> parser = OverStream<string>((stream, yielder) =>
            yielder.Suspend($"{stream.ReadByte()} {stream.Read(new byte[1])} {stream.ReadByte()}"));
        parser.TryRead(out _);

        parser.Complete();

        Assert.IsFalse(parser.NeedsInput);
        Assert.AreSequenceEqual(["-1 0 -1"], parser.ReadAll());
    }

    [TestMethod]
    public void Complete_WithAnError_ThrowsItFromTheReadBehindTheInput()
    {
        IOException lost = new("connection lost");
        using PushParser<byte, int> parser = Bytes();
        parser.Push(new byte[] { 1 });
        parser.Complete(lost);

        Assert.IsTrue(parser.TryRead(out _));
        IOException caught = Assert.ThrowsExactly<IOException>(() => parser.TryRead(out _));

        Assert.AreSame(lost, caught);
        Assert.AreEqual(CoroutineStatus.Faulted, parser.Status);
    }

    [TestMethod]
    public void Complete_WithAnErrorThatTheParserCatches_IsThrownAgainByItsNextRead()
    {
        IOException lost = new("connection lost");
        using PushParser<byte, Exception> parser = OverStream<Exception>((stream, yielder) =>
        {
            while (true)
            {
                yielder.Suspend(Assert.ThrowsExactly<IOException>(() => stream.ReadByte()));
            }
        });
        parser.TryRead(out _);
        parser.Complete(lost);

        for (int i = 0; i < 3; i++)
        {
            Assert.IsTrue(parser.TryRead(out Exception? seen));
            Assert.AreSame(lost, seen);
        }
    }

    [TestMethod]
    public void Complete_ParserIsDone_HasNoEffect()
    {
        using PushParser<byte, int> parser = OverStream<int>((stream, yielder) => { });
        parser.TryRead(out _);

        parser.Complete(new IOException("nobody reads this"));
        parser.Complete();

        Assert.AreEqual(CoroutineStatus.Finished, parser.Status);
    }

    [TestMethod]
    public void ReadAll_LeftEarly_GoesOnWhereItStopped()
    {
        using PushParser<byte, int> parser = Bytes();
        parser.Push(new byte[] { 1, 2, 3, 4 });
        IEnumerable<int> lazy = parser.ReadAll();
        Assert.AreEqual(CoroutineStatus.Created, parser.Status);

        int first = lazy.First();
        Assert.IsTrue(parser.TryRead(out int second));
        int[] rest = [.. lazy];

        Assert.AreEqual((1, 2), (first, second));
        Assert.AreSequenceEqual([3, 4], rest);
        Assert.IsTrue(parser.NeedsInput);
    }

    [TestMethod]
    public void Suspend_Ambient_GivesAnItemToo()
    {
        using PushParser<char, char> parser = OverText<char>((reader, yielder) => Coroutine.Suspend((char)reader.Read()));
        parser.Push("x".AsMemory());

        Assert.AreSequenceEqual(['x'], parser.ReadAll());
    }

    [TestMethod]
    public void OverStream_Null_IsRefused()
    {
        Assert.AreEqual(
            "parse",
            Assert.ThrowsExactly<ArgumentNullException>(() => PushParser.OverStream((Action<Stream, Yielder<int>>)null!)).ParamName);
        Assert.AreEqual(
            "parse", Assert.ThrowsExactly<ArgumentNullException>(() => PushParser.OverStream((Func<Stream, int>)null!)).ParamName);
        Assert.AreEqual(
            "parse",
            Assert.ThrowsExactly<ArgumentNullException>(() => PushParser.OverText((Action<TextReader, Yielder<int>>)null!)).ParamName);
        Assert.AreEqual(
            "parse", Assert.ThrowsExactly<ArgumentNullException>(() => PushParser.OverText((Func<TextReader, int>)null!)).ParamName);
    }
}
