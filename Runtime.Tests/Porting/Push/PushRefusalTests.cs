namespace Baton.Tests;

/// <summary>What a push parser refuses, and that nothing is lost by it.</summary>
[TestClass]
public sealed class PushRefusalTests : PushTest
{
    [TestMethod]
    public void Push_LastNotUsedUp_IsRefusedAndNothingIsLost()
    {
        using PushParser<byte, int> parser = Bytes();
        parser.Push(new byte[] { 1, 2 });
        parser.TryRead(out _);

        InvalidOperationException refused = Assert.ThrowsExactly<InvalidOperationException>(() => parser.Push(new byte[] { 3 }));

        StringAssert.Contains(refused.Message, "TryRead until it returns false", StringComparison.Ordinal);
        Assert.AreSequenceEqual([2], parser.ReadAll());
        parser.Push(new byte[] { 3 });
        Assert.AreSequenceEqual([3], parser.ReadAll());
    }

    [TestMethod]
    public void Push_AfterComplete_IsRefused()
    {
        using PushParser<byte, int> parser = Bytes();
        parser.Complete();

        InvalidOperationException refused = Assert.ThrowsExactly<InvalidOperationException>(() => parser.Push(new byte[1]));

        StringAssert.Contains(refused.Message, "after Complete", StringComparison.Ordinal);
        Assert.IsEmpty(parser.ReadAll());
        Assert.AreEqual(CoroutineStatus.Finished, parser.Status);
    }

    [TestMethod]
    public void Push_ParserIsDone_IsRefused()
    {
        using PushParser<byte, int> parser = OverStream<int>((stream, yielder) => { });
        parser.TryRead(out _);

        InvalidOperationException refused = Assert.ThrowsExactly<InvalidOperationException>(() => parser.Push(new byte[1]));

        StringAssert.StartsWith(refused.Message, "Parser #", StringComparison.Ordinal);
        StringAssert.Contains(refused.Message, "is done (Finished)", StringComparison.Ordinal);
        StringAssert.Contains(refused.Message, "Make a new parser for that", StringComparison.Ordinal);
        Assert.IsTrue(parser.Unread.IsEmpty);
    }

    [TestMethod]
    public void Complete_Twice_IsRefusedAndTheFirstCounts()
    {
        IOException lost = new("connection lost");
        using PushParser<byte, int> parser = Bytes();
        parser.Complete(lost);

        Assert.ThrowsExactly<InvalidOperationException>(() => parser.Complete());

        Assert.AreSame(lost, Assert.ThrowsExactly<IOException>(() => parser.TryRead(out _)));
    }

    [TestMethod]
    public void AnyMember_ByTheParserItself_IsRefusedAndItGoesOn()
    {
        PushParser<byte, string> parser = null!;
        parser = OverStream<string>((stream, yielder) =>
        {
            foreach (Action use in Uses(parser))
            {
                yielder.Suspend(Assert.ThrowsExactly<InvalidOperationException>(use).Message);
            }
        });
        using PushParser<byte, string> disposed = parser;

        string[] refusals = [.. parser.ReadAll()];

        Assert.HasCount(5, refusals);
        foreach (string refusal in refusals)
        {
            StringAssert.Contains(refusal, "A parser cannot use its own PushParser", StringComparison.Ordinal);
        }
    }

    [TestMethod]
    public void AnyMember_WhileAnotherThreadReads_IsRefusedAndThatGoesOn()
    {
        using ManualResetEventSlim entered = new();
        using ManualResetEventSlim leave = new();
        using PushParser<byte, int> parser = OverStream<int>((stream, yielder) =>
        {
            entered.Set();
            leave.Wait();
            yielder.Suspend(stream.ReadByte());
        });
        parser.Push(new byte[] { 9 });
        int item = 0;
        TestThread reader = TestThread.Start(() => Assert.IsTrue(parser.TryRead(out item)));
        entered.Wait();

        foreach (Action use in Uses(parser))
        {
            StringAssert.Contains(
                Assert.ThrowsExactly<InvalidOperationException>(use).Message, "One call at a time", StringComparison.Ordinal);
        }

        Assert.AreEqual(CoroutineStatus.Running, parser.Status);
        Assert.IsFalse(parser.NeedsInput);
        leave.Set();
        reader.Join();
        Assert.AreEqual(9, item);
    }

    /// <summary>One pushes, two read: whoever comes at a bad moment is refused, and no item is lost or given twice.</summary>
    [TestMethod]
    public void TryRead_RacingThreads_EachItemIsGivenOnce()
    {
        const int Count = 100;
        using PushParser<char, int> parser = OverText<int>((reader, yielder) =>
        {
            int value;
            while ((value = reader.Read()) >= 0)
            {
                yielder.Suspend(value);
            }
        });
        List<int>[] taken = [[], [], []];

        TestThread.RunAtOnce(3, i =>
        {
            int next = 0; // the pusher's
            while (!parser.IsFinished)
            {
                try
                {
                    if (i > 0 && parser.TryRead(out int item))
                    {
                        taken[i].Add(item);
                    }
                    else if (i == 0 && next == Count && parser.NeedsInput)
                    {
                        parser.Complete();
                    }
                    else if (i == 0 && next < Count && parser.NeedsInput)
                    {
                        parser.Push(new char[] { (char)next });
                        next++;
                    }
                    else
                    {
                        Thread.Yield(); // nothing to do for this one: the others, and the parser, have more use for the processor
                    }
                }
                catch (InvalidOperationException)
                {
                    // another was at it
                }
            }
        });

        Assert.AreEqual(CoroutineStatus.Finished, parser.Status);
        Assert.AreSequenceEqual(Enumerable.Range(0, Count), taken.SelectMany(items => items).Order());
    }

    [TestMethod]
    public void TryRead_NoThreadToBeHad_KeepsTheInputAndCanBeTriedAgain()
    {
        using CoroutineThreadPool small = new(new CoroutineThreadPoolOptions { Name = "Small", MaxThreads = 1 });
        using Coroutine<int> occupant = Coroutine.Create<int>(
            yielder =>
            {
                yielder.Suspend(1);
                return 2;
            },
            new CoroutineOptions { ThreadPool = small });
        occupant.Resume();
        using PushParser<byte, int> parser = PushParser.OverStream(
            stream => stream.ReadByte(), new CoroutineOptions { ThreadPool = small });
        parser.Push(new byte[] { 5 });

        Assert.ThrowsExactly<CoroutineLimitException>(() => parser.TryRead(out _));

        Assert.AreEqual(CoroutineStatus.Created, parser.Status);
        Assert.AreEqual(1, parser.Unread.Length);
        occupant.Resume();
        Assert.IsTrue(parser.TryRead(out int item));
        Assert.AreEqual(5, item);
    }

    [TestMethod]
    public void Read_WantsInputInANoSuspendRegion_IsRefused()
    {
        using PushParser<byte, int> parser = OverStream<int>((stream, yielder) =>
        {
            using (Coroutine.NoSuspend())
            {
                stream.ReadByte();
                stream.ReadByte();
            }
        });
        parser.Push(new byte[1]);

        InvalidOperationException refused = Assert.ThrowsExactly<InvalidOperationException>(() => parser.TryRead(out _));

        StringAssert.Contains(refused.Message, "NoSuspend", StringComparison.Ordinal);
        Assert.IsTrue(parser.Unread.IsEmpty, "what was there could be read");
    }

    private static Action[] Uses<T>(PushParser<byte, T> parser) =>
        [() => parser.TryRead(out _), () => parser.Push(new byte[1]), () => parser.Complete(), () => _ = parser.Unread, parser.Dispose];
}
