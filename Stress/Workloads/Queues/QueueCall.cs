namespace Baton.Stress;

/// <summary>A call at one queue or several, in the form for threads and frames and in that for asynchronous methods.</summary>
internal abstract class QueueCall
{
    internal abstract int Do(CancellationToken token);

    internal abstract ValueTask<int> DoAsync(CancellationToken token);
}
