namespace Baton.Tests;

/// <summary>A stream has refused a read for a cancellation that was handled: what the body throws later is its own.</summary>
[TestClass]
public sealed class SyncBridgeHandledRefusalTests : SchedulerTest
{
    [TestMethod]
    public async Task RunAsync_AFunctionWasRefusedItsReadAndTheTokenFiresUnnoticedLater_StaysFaulted()
    {
        using CancellationTokenSource source = new();
        InvalidDataException failure = new();
        Task run = SyncBridge.RunAsync(
            Listens(),
            stream =>
            {
                CoroutineScope.Run(scope =>
                {
                    scope.Async(() => stream.ReadByte());
                    Coroutine.Yield();
                    scope.Cancel();
                });
                source.Cancel();
                throw failure;
            },
            OnPool,
            source.Token);

        Assert.AreSame(failure, await Assert.ThrowsExactlyAsync<InvalidDataException>(() => run));
    }

    private static ScriptedStream Listens() => new()
    {
        OnRead = async (_, token) =>
        {
            await Late.Never(token);
            return 0;
        },
    };
}
