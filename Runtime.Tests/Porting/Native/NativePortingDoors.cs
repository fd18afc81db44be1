namespace Baton.Tests;

/// <summary>What ends a bridge's body, or a parser, that uses its stream below native frames.</summary>
internal sealed class NativePortingDoors : NativeDoors
{
    [NativeDoor]
    public void BridgeGoesOn()
    {
        ScriptedStream inner = new() { OnWrite = async (_, _) => await Task.Yield() };

        SyncBridge.RunAsync(inner, stream => Native(() => stream.Write([1, 2, 3]))).Wait();

        AssertNoneQuarantined();
    }

    [NativeDoor]
    public void WriteThatObeysTheToken() => Bridge(
        new ScriptedStream { OnWrite = async (_, token) => await Late.Never(token) },
        stream => stream.Write([1]));

    [NativeDoor]
    public void WriteThatIgnoresTheToken() => Bridge(
        new ScriptedStream { OnWrite = async (_, _) => await Late.Never(CancellationToken.None) },
        stream => stream.Write([1]));

    [NativeDoor]
    public void ReadThatObeysTheToken() => Bridge(
        new ScriptedStream { OnRead = async (_, token) => await Never(token) },
        stream => stream.ReadByte());

    [NativeDoor]
    public void ReadThatIgnoresTheToken() => Bridge(
        new ScriptedStream { OnRead = async (_, _) => await Never(CancellationToken.None) },
        stream => stream.ReadByte());

    [NativeDoor]
    public void Flush() => Bridge(new ScriptedStream { OnFlush = token => Late.Never(token) }, stream => stream.Flush());

    [NativeDoor]
    public void CallAfterTheToken()
    {
        using CancellationTokenSource source = new();
        Task run = SyncBridge.RunAsync(
            new ScriptedStream { OnRead = async (_, _) => await Never(CancellationToken.None) },
            stream => Native(() =>
            {
                source.Cancel();
                stream.ReadByte();
            }),
            Impatient,
            source.Token);

        Assert.Throws<OperationCanceledException>(() => run.GetAwaiter().GetResult());
        AssertQuarantined("frame 'bridge ");
    }

    [NativeDoor]
    public void CallAfterTheTokenThatEnds()
    {
        using CancellationTokenSource source = new();
        string seen = "";
        Task run = SyncBridge.RunAsync(
            new ScriptedStream(),
            stream =>
            {
                Native(() =>
                {
                    if (IsVisible)
                    {
                        source.Cancel();
                        seen = $"read {stream.ReadByte()}";
                    }
                });
                source.Cancel();
                stream.ReadByte();
            },
            source.Token);

        Assert.Throws<OperationCanceledException>(() => run.GetAwaiter().GetResult());
        Assert.AreEqual(IsVisible ? "read -1" : "", seen, "held back while the native code runs");
        AssertNoneQuarantined();
    }

    [NativeDoor]
    public void TimeLimit()
    {
        Task run = SyncBridge.RunAsync(
            new ScriptedStream { OnRead = async (_, _) => await Never(CancellationToken.None) },
            stream =>
            {
                stream.ReadTimeout = 10;
                Native(() => stream.ReadByte());
            });

        Assert.ThrowsExactly<IOException>(() => run.GetAwaiter().GetResult());
        AssertQuarantined("frame 'bridge ");
    }

    [NativeDoor]
    public void FailureOfTheInnerStream()
    {
        Task run = SyncBridge.RunAsync(
            new ScriptedStream { OnWrite = (_, _) => ValueTask.FromException(new IOException("the client has gone")) },
            stream => Native(() => stream.Write([1])));

        Assert.ThrowsExactly<IOException>(() => run.GetAwaiter().GetResult());
        AssertQuarantined("frame 'bridge ");
    }

    [NativeDoor]
    public void ParserThatWantsInput()
    {
        PushParser<byte, int> parser = PushParser.OverStream<int>((stream, _) => Native(() => stream.ReadByte()));
        Assert.IsFalse(parser.TryRead(out _));

        parser.Dispose();

        Assert.AreEqual(CoroutineStatus.Canceled, parser.Status);
        AssertQuarantined("Parser");
    }

    [NativeDoor]
    public void ParserThatGivesAnItem()
    {
        PushParser<char, int> parser = PushParser.OverText<int>((_, yielder) => Native(() => yielder.Suspend(1)));
        Assert.IsTrue(parser.TryRead(out _));

        parser.Dispose();

        AssertQuarantined("Parser");
    }

    [NativeDoor]
    public void ParserGoesOn()
    {
        int read = 0;
        using PushParser<byte, int> parser = PushParser.OverStream<int>((stream, _) => Native(() => read = stream.ReadByte()));
        Assert.IsFalse(parser.TryRead(out _));
        parser.Push(new byte[] { 7 });
        Assert.IsFalse(parser.TryRead(out _));
        Assert.AreEqual(7, read);
        AssertNoneQuarantined();
    }

    [NativeDoor]
    public void ParsersInputFails()
    {
        using PushParser<byte, int> parser = PushParser.OverStream<int>((stream, _) => Native(() => stream.ReadByte()));
        Assert.IsFalse(parser.TryRead(out _));
        parser.Complete(new IOException("the source"));

        Assert.ThrowsExactly<IOException>(() => parser.TryRead(out _));
        AssertQuarantined("Parser");
    }

    private void Bridge(ScriptedStream inner, Action<Stream> call)
    {
        using CancellationTokenSource source = new();
        Task run = SyncBridge.RunAsync(inner, stream => Native(() => call(stream)), Impatient, source.Token);
        Eventually.True(() => inner.Calls.Length > 0, "it calls");

        source.Cancel();

        Assert.Throws<OperationCanceledException>(() => run.GetAwaiter().GetResult());
        Assert.IsTrue(run.IsCanceled);
        AssertQuarantined("frame 'bridge ");
    }

    private static async Task<int> Never(CancellationToken token)
    {
        await Late.Never(token);
        return 0;
    }
}
