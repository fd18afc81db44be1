namespace Baton.Tests;

/// <summary>Base of the queues' tests: parties of every kind, on one scheduler.</summary>
public abstract class QueueTest : SchedulerTest
{
    private CoroutineScheduler? _scheduler;

    private protected static Party[] Kinds { get; } = [Party.Thread, Party.Frame, Party.Async];

    private protected CoroutineScheduler Scheduler => _scheduler ??= new CoroutineScheduler(OnPool);

    public static IEnumerable<object[]> EachKind => Kinds.Select(kind => new object[] { kind });

    public static IEnumerable<object[]> EachPair => Kinds.SelectMany(sender => Kinds.Select(receiver => new object[] { sender, receiver }));

    [TestCleanup]
    public void EndScheduler() => _scheduler?.Dispose();

    private protected PartyRun Start(Party kind, Action onCall, Func<Task> onAwait) => PartyRun.Start(kind, Scheduler, onCall, onAwait);

    private protected PartyRun Enqueues<T>(Party kind, CoroutineQueue<T> queue, T item, CancellationToken token = default) =>
        Start(kind, () => queue.Enqueue(item, token), () => queue.EnqueueAsync(item, token).AsTask());

    private protected PartyRun Dequeues<T>(Party kind, CoroutineQueue<T> queue, Action<T> then, CancellationToken token = default) =>
        Start(kind, () => then(queue.Dequeue(token)), async () => then(await queue.DequeueAsync(token)));

    private protected PartyRun Selects(Party kind, params SelectCase[] cases) =>
        Start(kind, () => Select.Any(cases), async () => await Select.AnyAsync(cases));
}
