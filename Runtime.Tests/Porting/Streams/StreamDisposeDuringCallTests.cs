using System.IO.Pipelines;

namespace Baton.Tests;

/// <summary>A stream is disposed while calls wait: these end, whatever they are and wherever they are made.</summary>
[TestClass]
public sealed class StreamDisposeDuringCallTests : SchedulerTest
{
    private static readonly string[] s_calls = ["read", "read with a limit", "read byte", "copy", "write", "write with a limit", "flush"];
    private static readonly string[] s_places = ["frame", "body", "thread", "bridge"];
    private static readonly string[] s_ends = ["Dispose", "Dispose, left open", "DisposeAsync"];

    public static IEnumerable<object[]> Cells =>
        from call in s_calls from place in s_places from end in s_ends select new object[] { call, place, end };

    [TestMethod]
    [DynamicData(nameof(Cells))]
    public void Call_StreamIsDisposed_ThrowsThatItIs(string call, string place, string end)
    {
        using ManualResetEventSlim waits = new();
        ScriptedStream inner = Heeding(waits);
        int limit = call.EndsWith("limit", StringComparison.Ordinal) ? 100_000 : Timeout.Infinite;
        SuspendingStream stream = new(inner, leaveOpen: end.EndsWith("open", StringComparison.Ordinal))
        {
            ReadTimeout = limit,
            WriteTimeout = limit,
        };

        Task<Exception?> calling = Begin(place, () => Make(call, stream));
        waits.Wait();
        Eventually.True(() => stream.CallWaits, "the call waits");
        End(stream, end);

        Assert.IsTrue(calling.Wait(TimeSpan.FromSeconds(30)), "the call hangs");
        StringAssert.Contains(Assert.IsInstanceOfType<ObjectDisposedException>(calling.Result).Message, "disposed");
        bool isWrite = call == "flush" || call.StartsWith("write", StringComparison.Ordinal);
        Assert.AreEqual(isWrite ? 1 : 2, inner.Calls.Split(' ').Count(one => one != "dispose"), inner.Calls); // a last flush is for reads
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void Read_PipeIsDisposedByAnotherFrame_Ends(bool withLimit)
    {
        Pipe pipe = new();
        SuspendingStream stream = new(pipe.Reader.AsStream());
        stream.ReadTimeout = withLimit ? 100_000 : Timeout.Infinite;

        Run(() =>
        {
            Frame reader = Coroutine.Async(() => stream.ReadByte());
            Coroutine.Yield();
            stream.Dispose();
            Assert.ThrowsExactly<ObjectDisposedException>(reader.Await);
        });
    }

    [TestMethod]
    public void Read_StreamIsDisposedWithAnInnerStreamThatBringsSomething_GivesIt()
    {
        TaskCompletionSource<int> deaf = new();
        SuspendingStream stream = new(new ScriptedStream { OnRead = (_, _) => new ValueTask<int>(deaf.Task) });

        Run(() =>
        {
            Frame<int> reader = Coroutine.Async(() => stream.Read(new byte[2]));
            Coroutine.Yield();
            stream.Dispose();
            deaf.SetResult(2);
            Assert.AreEqual(2, reader.Await());
            Assert.ThrowsExactly<ObjectDisposedException>(() => stream.ReadByte());
        });
    }

    [TestMethod]
    public void Read_FrameIsCanceledAndTheStreamDisposed_ThrowsTheCancellation()
    {
        using ManualResetEventSlim waits = new();
        SuspendingStream stream = new(Heeding(waits));

        Run(() =>
        {
            Frame reader = Coroutine.Async(() => stream.ReadByte());
            Coroutine.Yield();
            reader.Cancel();
            stream.Dispose();
            Assert.Throws<OperationCanceledException>(reader.Await);
        });
    }

    [TestMethod]
    public void Read_CanceledByATokenOfItsBlock_TheExceptionNamesThatToken()
    {
        using ManualResetEventSlim waits = new();
        using CancellationTokenSource source = new();
        SuspendingStream stream = new(Heeding(waits));
        CancellationToken handed = default;

        Run(() => Assert.Throws<OperationCanceledException>(() => CoroutineScope.Run(
            scope =>
            {
                scope.Async(source.Cancel);
                handed = Coroutine.CancellationToken;
                OperationCanceledException canceled = Assert.Throws<OperationCanceledException>(() => stream.ReadByte());
                Assert.IsTrue(canceled.CancellationToken == handed || canceled.CancellationToken == source.Token);
                throw canceled;
            },
            null,
            source.Token)));
    }

    private static ScriptedStream Heeding(ManualResetEventSlim waits)
    {
        return new ScriptedStream
        {
            OnRead = async (_, token) =>
            {
                await Wait(token);
                return 0;
            },
            OnWrite = async (_, token) => await Wait(token),
            OnFlush = token => waits.IsSet ? Task.CompletedTask : Wait(token),
        };

        async Task Wait(CancellationToken token)
        {
            waits.Set();
            await Late.Never(token);
        }
    }

    private static void Make(string call, SuspendingStream stream)
    {
        switch (call)
        {
            case "copy":
                stream.CopyTo(Stream.Null);
                break;
            case "read byte":
                stream.ReadByte();
                break;
            case "flush":
                stream.Flush();
                break;
            case "write" or "write with a limit":
                stream.Write([1]);
                break;
            default:
                stream.ReadExactly(new byte[2]);
                break;
        }
    }

    private Task<Exception?> Begin(string place, Action call)
    {
        Func<Exception?> caught = () =>
        {
            try
            {
                call();
                return null;
            }
            catch (Exception e)
            {
                return e;
            }
        };
        return place switch
        {
            "frame" => CoroutineScheduler.RunAsync(() => Coroutine.Async(caught).Await(), OnPool),
            "body" => CoroutineScheduler.RunAsync(
                () => Coroutine.Generate<Exception?>(y => y.Suspend(caught()), options: InPool).First(), OnPool),
            "bridge" => SyncBridge.RunAsync(new MemoryStream(), _ => caught(), OnPool),
            _ => Task.Factory.StartNew(caught, default, TaskCreationOptions.LongRunning, TaskScheduler.Default),
        };
    }

    private static void End(SuspendingStream stream, string end)
    {
        if (end == "DisposeAsync")
        {
            stream.DisposeAsync().AsTask().Wait();
        }
        else
        {
            stream.Dispose();
        }
    }
}
