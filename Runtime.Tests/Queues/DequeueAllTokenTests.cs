namespace Baton.Tests;

/// <summary>The loop over a queue's items that a token ends.</summary>
[TestClass]
public sealed class DequeueAllTokenTests : QueueTest
{
    private readonly CoroutineQueue<int> _queue = new();

    [TestMethod]
    [DataRow(Party.Thread)]
    [DataRow(Party.Frame)]
    public void DequeueAll_TokenFiresWhileItWaits_ThrowsAndHasTakenNothing(Party kind)
    {
        using CancellationTokenSource source = new();
        _queue.Enqueue(1);
        PartyRun loop = Start(
            kind,
            () =>
            {
                OperationCanceledException seen = Assert.Throws<OperationCanceledException>(() =>
                {
                    foreach (int item in _queue.DequeueAll(source.Token))
                    {
                        Log.Add($"got{item}");
                    }
                });
                Assert.AreEqual(source.Token, seen.CancellationToken);
            },
            () => Task.CompletedTask);
        loop.UntilItWaits(_queue, 1);

        source.Cancel();
        loop.Join();

        AssertLog("got1");
        Assert.AreEqual(0, _queue.Core.Places);
        _queue.Enqueue(2);
        Assert.AreEqual(1, _queue.Count);
    }

    [TestMethod]
    public void DequeueAll_TokenHasFired_TakesNothingThatIsThere()
    {
        _queue.Enqueue(1);
        using IEnumerator<int> items = _queue.DequeueAll(new CancellationToken(canceled: true)).GetEnumerator();

        Assert.Throws<OperationCanceledException>(() => items.MoveNext());

        Assert.IsFalse(items.MoveNext());
        Assert.AreEqual(1, _queue.Count);
    }

    [TestMethod]
    public void DequeueAll_TokenThatNeverFires_EndsWithTheQueue()
    {
        using CancellationTokenSource source = new();
        _queue.Enqueue(1);
        _queue.Enqueue(2);
        _queue.Complete();

        Assert.AreSequenceEqual([1, 2], _queue.DequeueAll(source.Token));
    }

    [TestMethod]
    public void DequeueAll_AsAMethodGroup_IsStillAFunctionWithoutAToken()
    {
        Func<IEnumerable<int>> all = _queue.DequeueAll;
        Func<CancellationToken, IEnumerable<int>> allByToken = _queue.DequeueAll;
        _queue.Enqueue(1);
        _queue.Complete();

        Assert.AreSequenceEqual([1], all());
        Assert.AreSequenceEqual([], allByToken(CancellationToken.None));
    }
}
