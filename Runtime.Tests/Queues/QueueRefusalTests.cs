namespace Baton.Tests;

/// <summary>
/// A party is canceled, and the queue is ended by the same cause. The party is told of its cancellation, not of the queue's end.
/// </summary>
[TestClass]
public sealed class QueueRefusalTests : SchedulerTest
{
    private static Dictionary<string, Action<CoroutineQueue<int>>> Calls { get; } = new()
    {
        ["enqueue"] = static queue => queue.Enqueue(1),
        ["dequeue"] = static queue => queue.Dequeue(),
        ["select to enqueue"] = static queue => Select.Any(queue.OnEnqueue(1)),
        ["select to dequeue"] = static queue => Select.Any(queue.OnDequeue(_ => { })),
        ["a sequence"] = static queue => queue.DequeueAll().Count(),
    };

    public static IEnumerable<object[]> Rows => Calls.Keys.Select(static call => new object[] { call });

    [TestMethod]
    [DynamicData(nameof(Rows))]
    public void Frame_Canceled_IsToldFirst(string call) => CoroutineScheduler.Run(() =>
    {
        Exception? seen = null;
        Frame party = null!;
        party = Coroutine.Async(() =>
        {
            Coroutine.Yield();
            seen = EndAndCall(call, party.Cancel);
        });
        party.AsTask().ContinueWith(static _ => { }, TaskScheduler.Default).Await();

        Assert.IsInstanceOfType<OperationCanceledException>(seen);
    });

    [TestMethod]
    [DynamicData(nameof(Rows))]
    public void Block_Canceled_IsToldFirst(string call) => CoroutineScheduler.Run(() => CancelBlock(call));

    [TestMethod]
    [DynamicData(nameof(Rows))]
    public void BlockOutside_Canceled_IsToldFirst(string call) => CancelBlock(call);

    private static void CancelBlock(string call)
    {
        using CancellationTokenSource source = new();
        Exception? seen = null;
        Coroutine.WithCancellation(source.Token, () => { seen = EndAndCall(call, source.Cancel); });

        Assert.IsInstanceOfType<OperationCanceledException>(seen);
    }

    private static Exception EndAndCall(string call, Action cancel)
    {
        CoroutineQueue<int> queue = new();
        cancel();
        queue.Complete(new FormatException());
        return Assert.Throws<Exception>(() => Calls[call](queue));
    }
}
