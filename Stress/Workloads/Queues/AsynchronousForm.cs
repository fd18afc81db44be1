namespace Baton.Stress;

/// <summary>Another call, always in its asynchronous form: threads and frames await that.</summary>
internal sealed class AsynchronousForm(QueueCall call) : QueueCall
{
    internal override int Do(CancellationToken token) => call.DoAsync(token).Await();

    internal override ValueTask<int> DoAsync(CancellationToken token) => call.DoAsync(token);

    public override string ToString() => $"{call}, asynchronously";
}
