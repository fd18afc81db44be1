namespace Baton.Tests;

/// <summary>A parser whose body was given up: the body may still run, and what its caller sees does not change any more.</summary>
[TestClass]
public sealed class PushQuarantineTests : PushTest
{
    private readonly ManualResetEventSlim _goOn = new();
    private readonly ManualResetEventSlim _hasGoneOn = new();
    private volatile string _read = "nothing";

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void Unread_CleanUpReadsOnAfterATimeout_StaysAsItWas(bool text)
    {
        ExpectedQuarantined = 1;
        CoroutineOptions options = new() { ThreadPool = Pool, UnwindTimeout = TimeSpan.FromMilliseconds(10) };
        using IDisposable parser = text
            ? PushParser.OverText<int>(
                (reader, yielder) => ReadInCleanUp(() => yielder.Suspend(reader.Read()), () => reader.Read()), options)
            : PushParser.OverStream<int>(
                (stream, yielder) => ReadInCleanUp(() => yielder.Suspend(stream.ReadByte()), () => stream.ReadByte()), options);
        Func<int> unread = text ? Start((PushParser<char, int>)parser) : Start((PushParser<byte, int>)parser);

        parser.Dispose();

        Assert.AreEqual(7, unread());
        _goOn.Set();
        _hasGoneOn.Wait();
        Assert.AreEqual(7, unread());
        Assert.AreEqual("refused", _read, "the pieces are their owner's again");
        Eventually.True(() => Pool.IdleThreads == Pool.LiveThreads, "the body has ended");
        Assert.AreEqual(7, unread());
    }

    [TestMethod]
    public void Unread_BodyEndsByAnExceptionBelowNativeFrames_IsWhatItHasLeft()
    {
        ExpectedQuarantined = 1;
        using PushParser<byte, int> parser = PushParser.OverStream<int>(
            (stream, yielder) => NativeCall.Invoke("DllImport", () =>
            {
                yielder.Suspend(stream.ReadByte());
                stream.ReadByte();
                throw new InvalidTimeZoneException();
            }),
            new CoroutineOptions { ThreadPool = Pool });
        Func<int> unread = Start(parser);

        Assert.ThrowsExactly<InvalidTimeZoneException>(() => parser.TryRead(out _));

        Assert.AreEqual(6, unread());
    }

    [TestMethod]
    public void Unread_BodySwallowsTheSignal_StaysAsItWas()
    {
        ExpectedQuarantined = 1;
        using PushParser<byte, int> parser = PushParser.OverStream<int>(
            (stream, yielder) =>
            {
                while (true)
                {
                    try
                    {
                        yielder.Suspend(stream.ReadByte());
                    }
                    catch (CoroutineCanceledException)
                    {
                        // goes on
                    }
                }
            },
            InPool);
        Func<int> unread = Start(parser);

        parser.Dispose();

        int first = unread();
        Assert.AreEqual(first, unread());
    }

    [TestMethod]
    public void Complete_WithAnErrorThatIsReadAgainAndAgain_ItsTraceDoesNotGrow()
    {
        FormatException error = new();
        int longest = 0;
        using PushParser<byte, int> parser = OverStream<int>((stream, yielder) =>
        {
            for (int i = 0; i < 500; i++)
            {
                try
                {
                    stream.ReadByte();
                }
                catch (FormatException e)
                {
                    longest = Math.Max(longest, e.StackTrace!.Length);
                }
            }
        });
        parser.Complete(error);

        Assert.IsFalse(parser.TryRead(out _));

        Assert.IsGreaterThan(0, longest);
        Assert.IsLessThan(20_000, longest);
    }

    private static Func<int> Start<T>(PushParser<T, int> parser)
    {
        parser.Push(new T[8]);
        Assert.IsTrue(parser.TryRead(out _));
        return () => parser.Unread.Length;
    }

    private void ReadInCleanUp(Action suspend, Action read)
    {
        try
        {
            while (true)
            {
                suspend();
            }
        }
        finally
        {
            _goOn.Wait();
            try
            {
                read();
                _read = "something";
            }
            catch (CoroutineCanceledException)
            {
                _read = "refused";
            }

            _hasGoneOn.Set();
        }
    }
}
