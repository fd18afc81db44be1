using System.IO.Pipelines;
using System.Text;
using System.Xml;
using System.Xml.Serialization;

namespace Baton.Tests;

/// <summary>The token ends the wait that a body is in, its clean-up runs, its thread comes back, and the task is canceled.</summary>
[TestClass]
public sealed class SyncBridgeCancellationTests : SchedulerTest
{
    private readonly CancellationTokenSource _source = new();

    [TestCleanup]
    public void LetGo() => _source.Dispose();

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public async Task RunAsync_TokenFiresInARead_UnwindsAndTheThreadComesBack(bool innerListens)
    {
        using Pending pending = new();
        ScriptedStream inner = innerListens ? Listens() : pending.Stream;
        Task<int> run = SyncBridge.RunAsync(
            inner,
            stream =>
            {
                try
                {
                    return stream.ReadByte();
                }
                finally
                {
                    Log.Add("cleaned");
                }
            },
            OnPool,
            _source.Token);
        UntilCalled(inner, "read");

        await _source.CancelAsync();

        OperationCanceledException canceled = await Assert.ThrowsAsync<OperationCanceledException>(() => run);
        Assert.AreEqual(_source.Token, canceled.CancellationToken);
        Assert.DoesNotContain("'main'", canceled.Message);
        Assert.IsTrue(run.IsCanceled);
        AssertLog("cleaned");
        Eventually.True(() => Pool.IdleThreads == Pool.LiveThreads, "the thread is back");
    }

    [TestMethod]
    public async Task RunAsync_CleanUpWritesToAStalledStream_DoesNotHangOnIt()
    {
        using Pending pending = new();
        Task run = SyncBridge.RunAsync(
            pending.Stream,
            stream =>
            {
                using BufferedStream buffered = new(stream); // its end writes what is left
                buffered.WriteByte(1);
                buffered.Flush();
            },
            OnPool,
            _source.Token);
        UntilCalled(pending.Stream, "write");

        await _source.CancelAsync();

        OperationCanceledException canceled = await Assert.ThrowsAsync<OperationCanceledException>(() => run);
        Assert.AreEqual(_source.Token, canceled.CancellationToken);
        Assert.AreEqual("write", pending.Stream.Calls);
    }

    [TestMethod]
    public async Task RunAsync_BodyNeverHasToWait_TheTokenEndsItAtItsNextRead()
    {
        ScriptedStream inner = new() { OnRead = (_, _) => ValueTask.FromResult(1) };
        using ManualResetEventSlim reads = new();
        Task run = SyncBridge.RunAsync(
            inner,
            stream =>
            {
                while (true)
                {
                    stream.ReadByte();
                    reads.Set();
                }
            },
            OnPool,
            _source.Token);
        reads.Wait();

        await _source.CancelAsync();

        await Assert.ThrowsAsync<OperationCanceledException>(() => run);
    }

    [TestMethod]
    public async Task RunAsync_ALibraryWrapsTheCancellation_TheTaskIsCanceledAllTheSame()
    {
        bool begun = false;
        ScriptedStream inner = new()
        {
            OnRead = async (memory, token) =>
            {
                if (begun)
                {
                    await Late.Never(token);
                }

                begun = true;
                return Encoding.UTF8.GetBytes("<int>", memory.Span);
            },
        };
        Task run = SyncBridge.RunAsync(
            inner, stream => new XmlSerializer(typeof(int)).Deserialize(XmlReader.Create(stream)), OnPool, _source.Token);
        UntilCalled(inner, "read read");

        await _source.CancelAsync();

        OperationCanceledException canceled = await Assert.ThrowsExactlyAsync<OperationCanceledException>(() => run);
        Assert.AreEqual(_source.Token, canceled.CancellationToken);
        Assert.IsInstanceOfType<InvalidOperationException>(canceled.InnerException);
        Assert.IsTrue(run.IsCanceled);
    }

    [TestMethod]
    public async Task RunAsync_BodyFailsInItsCleanUp_ThatComesOut()
    {
        InvalidTimeZoneException failure = new();
        ScriptedStream inner = Listens();
        Task run = SyncBridge.RunAsync(
            inner,
            stream =>
            {
                using Cleanup guard = new(() => throw failure);
                stream.ReadByte();
            },
            OnPool,
            _source.Token);
        UntilCalled(inner, "read");

        await _source.CancelAsync();

        Assert.AreSame(failure, await Assert.ThrowsExactlyAsync<InvalidTimeZoneException>(() => run));
    }

    [TestMethod]
    public async Task RunAsync_ALibraryThrowsItsOwnInPlaceOfTheCancellation_TheTaskIsCanceledAllTheSame()
    {
        InvalidTimeZoneException failure = new();
        ScriptedStream inner = Listens();
        Task run = SyncBridge.RunAsync(
            inner,
            stream =>
            {
                try
                {
                    stream.ReadByte();
                }
                catch (OperationCanceledException)
                {
                    throw failure;
                }
            },
            OnPool,
            _source.Token);
        UntilCalled(inner, "read");

        await _source.CancelAsync();

        OperationCanceledException canceled = await Assert.ThrowsExactlyAsync<OperationCanceledException>(() => run);
        Assert.AreEqual(_source.Token, canceled.CancellationToken);
        Assert.AreSame(failure, canceled.InnerException);
        Assert.IsTrue(run.IsCanceled);
    }

    [TestMethod]
    public async Task RunAsync_BodyHadFailedAndItsCleanUpDropsTheCancellation_StaysFaulted()
    {
        InvalidTimeZoneException failure = new();
        ScriptedStream inner = Listens();
        Task run = SyncBridge.RunAsync(
            inner,
            stream =>
            {
                using Cleanup dropping = new(() => Assert.Throws<OperationCanceledException>(() => stream.ReadByte()));
                throw failure;
            },
            OnPool,
            _source.Token);
        UntilCalled(inner, "read");

        await _source.CancelAsync();

        Assert.AreSame(failure, await Assert.ThrowsExactlyAsync<InvalidTimeZoneException>(() => run));
    }

    [TestMethod]
    public async Task RunAsync_BodyFailsByItselfAfterTheTokenFired_StaysFaulted()
    {
        InvalidTimeZoneException failure = new();
        Task run = SyncBridge.RunAsync(
            Stream.Null,
            _ =>
            {
                _source.Cancel();
                throw failure;
            },
            OnPool,
            _source.Token);

        Assert.AreSame(failure, await Assert.ThrowsExactlyAsync<InvalidTimeZoneException>(() => run));
    }

    [TestMethod]
    public async Task RunAsync_BodyHasItsResultAllTheSame_TheTaskIsSuccessful()
    {
        ScriptedStream inner = Listens();
        Task<int> run = SyncBridge.RunAsync(
            inner,
            stream =>
            {
                try
                {
                    return stream.ReadByte();
                }
                catch (OperationCanceledException)
                {
                    return 5;
                }
            },
            OnPool,
            _source.Token);
        UntilCalled(inner, "read");

        await _source.CancelAsync();

        Assert.AreEqual(5, await run);
    }

    [TestMethod]
    public async Task RunAsync_TokenHasFired_NeverRuns()
    {
        await _source.CancelAsync();

        Task run = SyncBridge.RunAsync(Stream.Null, _ => Log.Add("ran"), OnPool, _source.Token);

        Assert.AreEqual(_source.Token, (await Assert.ThrowsAsync<OperationCanceledException>(() => run)).CancellationToken);
        Assert.IsTrue(run.IsCanceled);
        AssertLog("");
    }

    [TestMethod]
    public async Task RunAsync_OverAPipe_TheTokenEndsTheWaitAndThePipeIsGood()
    {
        Pipe pipe = new();
        using ManualResetEventSlim begun = new();
        Task run = SyncBridge.RunAsync(
            pipe.Reader.AsStream(),
            stream =>
            {
                begun.Set();
                stream.ReadByte();
            },
            OnPool,
            _source.Token);
        begun.Wait();

        await _source.CancelAsync();
        await Assert.ThrowsAsync<OperationCanceledException>(() => run);
        await pipe.Writer.WriteAsync(new byte[] { 7 });
        int next = await SyncBridge.RunAsync(pipe.Reader.AsStream(), stream => stream.ReadByte(), OnPool);

        Assert.AreEqual(7, next);
    }

    private static void UntilCalled(ScriptedStream inner, string calls) =>
        Eventually.True(() => inner.Calls == calls, $"the inner stream is called: {calls}");

    private static ScriptedStream Listens() => new()
    {
        OnRead = async (_, token) =>
        {
            await Late.Never(token);
            return 0;
        },
    };
}
