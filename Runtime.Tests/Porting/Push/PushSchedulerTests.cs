namespace Baton.Tests;

/// <summary>Push parsers that frames drive.</summary>
[TestClass]
public sealed class PushSchedulerTests : SchedulerTest
{
    [TestMethod]
    public void TryRead_ParserAwaits_SuspendsTheFrameAndItsSiblingsGoOn()
    {
        TaskCompletionSource<int> key = new();
        using PushParser<byte, int> parser = PushParser.OverStream<int>(
            (stream, yielder) =>
            {
                int value = stream.ReadByte();
                Log.Add($"awaits for {value}");
                yielder.Suspend(value ^ key.Task.Await());
            },
            InPool);

        Run(() =>
        {
            parser.Push(new byte[] { 5 });
            Frame<int> frame = Coroutine.Async(() => parser.ReadAll().Single());
            Log.Add("sibling");
            Assert.ThrowsExactly<InvalidOperationException>(() => parser.TryRead(out _));
            key.SetResult(3);
            Log.Add($"item {frame.Await()}");
        });

        AssertLog("awaits for 5 sibling item 6");
        Assert.IsTrue(parser.IsFinished);
    }

    [TestMethod]
    public void CopyToAsync_WriteIsAwaited_SuspendsTheFrame()
    {
        TaskCompletionSource written = new();
        using GatedStream gated = new(written.Task);
        using PushParser<byte, int> parser = PushParser.OverStream<int>((stream, yielder) => stream.CopyToAsync(gated).Await(), InPool);
        parser.Push(new byte[] { 1 });
        parser.Complete();

        Run(() =>
        {
            Frame frame = Coroutine.Async(() => Log.Add($"{parser.TryRead(out _)}"));
            Log.Add("sibling");
            written.SetResult();
            frame.Await();
        });

        AssertLog("sibling False");
        Assert.AreEqual(CoroutineStatus.Finished, parser.Status);
    }

    [TestMethod]
    public void TryRead_ByOneFrameAfterAnother_RunsForTheOneThatCalls()
    {
        using PushParser<char, string> parser = PushParser.OverText<string>(
            (reader, yielder) =>
            {
                while (reader.ReadLine() is { } line)
                {
                    Coroutine.Yield();
                    yielder.Suspend(line);
                }
            },
            InPool);
        parser.Push("a\nb\nc\n".AsMemory());

        Run(() =>
        {
            for (int i = 0; i < 3; i++)
            {
                Coroutine.Async(() =>
                {
                    Assert.IsTrue(parser.TryRead(out string? line));
                    Log.Add(line);
                }).Await();
            }
        });

        AssertLog("a b c");
        Assert.IsFalse(parser.TryRead(out _));
    }

    /// <summary>Takes what is written to it when it is let.</summary>
    private sealed class GatedStream(Task gate) : MemoryStream
    {
        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await gate;
            Write(buffer.Span);
        }
    }
}
