using System.Text;

namespace Baton.Tests;

/// <summary>Synchronous code over an asynchronous stream, in one line.</summary>
[TestClass]
public sealed class SyncBridgeTests : SchedulerTest
{
    [TestMethod]
    public async Task RunAsync_BodyReads_GivesItsResultAndLeavesTheStreamOpen()
    {
        ScriptedStream inner = Slow("one two");

        string text = await SyncBridge.RunAsync(inner, stream => new StreamReader(stream).ReadToEnd(), OnPool);

        Assert.AreEqual("one two", text);
        Assert.DoesNotContain("dispose", inner.Calls);
    }

    [TestMethod]
    public async Task RunAsync_BodyWritesAndDisposes_TheStreamIsFlushedAndLeftOpen()
    {
        ScriptedStream inner = new();

        await SyncBridge.RunAsync(
            inner,
            stream =>
            {
                using StreamWriter writer = new(stream);
                writer.Write("text");
            },
            OnPool);

        Assert.AreEqual("text", Encoding.UTF8.GetString(inner.Written.ToArray()));
        Assert.EndsWith("flush", inner.Calls);
    }

    [TestMethod]
    public async Task RunAsync_Body_RunsOnAThreadOfThePoolUnderASchedulerOfItsOwn()
    {
        (string? Thread, bool Pooled, CoroutineScheduler? Scheduler) seen = await SyncBridge.RunAsync(
            Stream.Null, _ => (Thread.CurrentThread.Name, Thread.CurrentThread.IsThreadPoolThread, CoroutineScheduler.Current), OnPool);

        Assert.StartsWith("Test", seen.Thread!);
        Assert.IsFalse(seen.Pooled);
        Assert.IsNotNull(seen.Scheduler);
    }

    [TestMethod]
    public async Task RunAsync_Body_RunsInTheContextOfTheCaller()
    {
        AsyncLocal<int> local = new() { Value = 5 };

        int seen = await SyncBridge.RunAsync(Stream.Null, _ => local.Value++, OnPool);

        Assert.AreEqual(5, seen);
        Assert.AreEqual(5, local.Value);
    }

    [TestMethod]
    public async Task RunAsync_WithoutOptions_RunsOnTheSharedPool()
    {
        string? name = null;

        await SyncBridge.RunAsync(Stream.Null, _ => name = Thread.CurrentThread.Name);
        string? second = await SyncBridge.RunAsync(Stream.Null, _ => Thread.CurrentThread.Name, CancellationToken.None);

        Assert.StartsWith("Baton", name!);
        Assert.StartsWith("Baton", second!);
    }

    [TestMethod]
    public async Task RunAsync_BodyFails_TheSameExceptionComesOut()
    {
        InvalidTimeZoneException failure = new();

        Task run = SyncBridge.RunAsync(Stream.Null, _ => throw failure, OnPool);
        Task<int> ofResult = SyncBridge.RunAsync<int>(Stream.Null, _ => throw failure, OnPool);

        Assert.AreSame(failure, await Assert.ThrowsExactlyAsync<InvalidTimeZoneException>(() => run));
        Assert.AreSame(failure, await Assert.ThrowsExactlyAsync<InvalidTimeZoneException>(() => ofResult));
        Assert.AreEqual(1, run.Exception!.InnerExceptions.Count);
    }

    [TestMethod]
    public async Task RunAsync_InnerStreamFails_TheSameExceptionComesOut()
    {
        IOException failure = new("gone");
        ScriptedStream inner = new()
        {
            OnRead = async (_, _) =>
            {
                await Task.Yield();
                throw failure;
            },
        };

        Task run = SyncBridge.RunAsync(inner, stream => stream.ReadByte(), OnPool);

        Assert.AreSame(failure, await Assert.ThrowsExactlyAsync<IOException>(() => run));
    }

    [TestMethod]
    public async Task RunAsync_TwoBodies_RunInParallel()
    {
        using Barrier both = new(2);

        Task first = SyncBridge.RunAsync(Stream.Null, _ => both.SignalAndWait(), OnPool);
        Task second = SyncBridge.RunAsync(Stream.Null, _ => both.SignalAndWait(), OnPool);

        await Task.WhenAll(first, second).WaitAsync(TimeSpan.FromSeconds(30));
    }

    [TestMethod]
    public async Task RunAsync_BodyKeepsTheStream_ItSaysWhyThereIsNothingMore()
    {
        Stream? kept = null;
        await SyncBridge.RunAsync(Stream.Null, stream => kept = stream, OnPool);

        ObjectDisposedException refused = Assert.ThrowsExactly<ObjectDisposedException>(() => kept!.ReadByte());
        await Assert.ThrowsExactlyAsync<ObjectDisposedException>(() => kept!.WriteAsync(new byte[1], 0, 1));

        StringAssert.Contains(refused.Message, "The body of SyncBridge.RunAsync has ended");
        Assert.IsFalse(kept!.CanRead || kept.CanWrite);
        kept.Dispose();
    }

    [TestMethod]
    public async Task RunAsync_BodyStartsFramesThatOutliveIt_TheStreamIsTheirsUntilTheyEnd()
    {
        int read = await SyncBridge.RunAsync(
            Slow("abc"),
            stream =>
            {
                Coroutine.Async(() =>
                {
                    Coroutine.Yield();
                    Log.Add(new StreamReader(stream).ReadToEnd());
                });
                return 1;
            },
            OnPool);

        Assert.AreEqual(1, read);
        AssertLog("abc");
    }

    [TestMethod]
    public void RunAsync_Null_IsRefusedAtOnce()
    {
        Assert.ThrowsExactly<ArgumentNullException>(() => { _ = SyncBridge.RunAsync(null!, _ => { }); });
        Assert.ThrowsExactly<ArgumentNullException>(() => { _ = SyncBridge.RunAsync(Stream.Null, (Action<Stream>)null!); });
        Assert.ThrowsExactly<ArgumentNullException>(() => { _ = SyncBridge.RunAsync(Stream.Null, (Func<Stream, int>)null!); });
    }

    [TestMethod]
    public async Task RunAsync_PoolIsDisposed_Fails()
    {
        CoroutineThreadPool gone = new();
        gone.Dispose();

        await Assert.ThrowsExactlyAsync<ObjectDisposedException>(
            () => SyncBridge.RunAsync(Stream.Null, _ => { }, new CoroutineSchedulerOptions { ThreadPool = gone }));
    }

    internal static ScriptedStream Slow(string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        int position = 0;
        return new ScriptedStream
        {
            OnRead = async (memory, token) =>
            {
                await Task.Yield();
                token.ThrowIfCancellationRequested();
                if (position == bytes.Length)
                {
                    return 0;
                }

                memory.Span[0] = bytes[position++];
                return 1;
            },
        };
    }
}
