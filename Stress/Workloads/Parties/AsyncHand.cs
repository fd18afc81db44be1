namespace Baton.Stress;

/// <summary>An asynchronous method, which holds no thread while it waits.</summary>
internal sealed class AsyncHand(string name, Random random, Checks checks) : Hand(name, random, checks)
{
    internal override PartyKind Kind => PartyKind.Async;

    internal override async ValueTask Pause() => await Task.Yield();

    protected override ValueTask<int> DoOnce(QueueCall call, CancellationToken token) => call.DoAsync(token);
}
