namespace Baton.Tests;

/// <summary>A bridge is canceled. What its body has started, and left behind, is reached by the token too.</summary>
[TestClass]
public sealed class BridgeLeftoverTests : SchedulerTest
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(30);

    private static Dictionary<string, Action<Stream>> Waits { get; } = new()
    {
        ["a delay"] = static _ => Coroutine.Delay(Timeout.InfiniteTimeSpan),
        ["a read"] = static stream => stream.ReadByte(),
        ["a queue"] = static _ => new CoroutineQueue<int>().Dequeue(),
        ["a task"] = static _ => new TaskCompletionSource().Task.Await(),
        ["a select"] = static _ => Select.Any(new CoroutineQueue<int>().OnDequeue(_ => { })),
    };

    public static IEnumerable<object[]> Rows =>
        Waits.Keys.SelectMany(static wait => (object[][])[[wait, false], [wait, true]]);

    [TestMethod]
    [DynamicData(nameof(Rows))]
    public void Work_LeftBehind_EndsByTheToken(string wait, bool isLate)
    {
        for (int i = 0; i < 10; i++)
        {
            CancelOne(Waits[wait], isLate);
        }
    }

    private static void CancelOne(Action<Stream> wait, bool isLate)
    {
        using CancellationTokenSource source = new();
        using ManualResetEventSlim hasBegun = new();
        using ManualResetEventSlim bridgeHasEnded = new();
        Task? left = null;
        Task bridge = SyncBridge.RunAsync(new NeverStream(), stream =>
        {
            left = CoroutineThreadPool.Shared.Run(() =>
            {
                hasBegun.Set();
                if (isLate)
                {
                    bridgeHasEnded.Wait();
                }

                wait(stream);
            });
#pragma warning disable BATON004 // it is to hold the baton
            hasBegun.Wait();
#pragma warning restore BATON004
            left.Await();
        }, source.Token);
        hasBegun.Wait();

        source.Cancel();

        Assert.IsTrue(Task.WhenAny(bridge).Wait(s_limit), "the bridge ends");
        bridgeHasEnded.Set();
        Assert.IsTrue(Task.WhenAny(left!).Wait(s_limit), "its work ends");
        Assert.IsFalse(left!.IsCompletedSuccessfully);
    }

    private sealed class NeverStream : MemoryStream
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
            return 0;
        }
    }
}
