namespace Baton.Tests;

/// <summary>Outside every scheduler a scope that is canceled ends the waits of its block, as in a frame.</summary>
[TestClass]
public sealed class ScopeOutsideWaitTests : SchedulerTest
{
    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void Cancel_ByAnotherThread_EndsTheBlocksWait(bool inFrame)
    {
        OperationCanceledException? canceled = null;
        CancellationToken token = default;

        At(inFrame, () => canceled = Assert.ThrowsExactly<OperationCanceledException>(() => CoroutineScope.Run(scope =>
        {
            token = scope.CancellationToken;
            new Thread(scope.Cancel).Start();
            new CoroutineQueue<int>(0).Dequeue();
        })));

        Assert.AreEqual(token, canceled!.CancellationToken);
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void Failure_OfAFunction_EndsTheBlocksWaitAndComesOut(bool inFrame) =>
        At(inFrame, static () => Assert.ThrowsExactly<NotSupportedException>(static () => CoroutineScope.Run(static scope =>
        {
            scope.Async(static () => throw new NotSupportedException());
            new CoroutineQueue<int>(0).Dequeue();
        })));

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void Dispose_ByTheBlock_LeavesItsWaits(bool inFrame) => At(inFrame, static () => CoroutineScope.Run(static scope =>
    {
        scope.Async(static () => { });
        scope.Dispose();
        Coroutine.Delay(TimeSpan.FromMilliseconds(1));
    }));

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void Dispose_ByAFunction_EndsTheBlocksWait(bool inFrame) => At(inFrame, static () =>
        Assert.ThrowsExactly<OperationCanceledException>(static () => CoroutineScope.Run(static scope =>
        {
            scope.Async(scope.Dispose);
            new CoroutineQueue<int>(0).Dequeue();
        })));

    [TestMethod]
    public void Run_InABlockWithAToken_NamesThatToken()
    {
        using CancellationTokenSource source = new();
        OperationCanceledException? inner = null;

        Assert.ThrowsExactly<OperationCanceledException>(() => CoroutineScope.Run(
            _ =>
            {
                source.CancelAfter(TimeSpan.FromMilliseconds(3));
                inner = Assert.ThrowsExactly<OperationCanceledException>(
                    static () => CoroutineScheduler.Run(static () => new CoroutineQueue<int>(0).Dequeue()));
                throw inner;
            },
            source.Token));

        Assert.AreEqual(source.Token, inner!.CancellationToken);
    }

    [TestMethod]
    public void BlockThatFails_LeavesWhatItHasStartedElsewhere()
    {
        CoroutineQueue<int> queue = new(0);
        Task<int>? work = null;

        Assert.ThrowsExactly<NotSupportedException>(() => CoroutineScope.Run(_ =>
        {
            work = Pool.Run(() => queue.Dequeue());
            throw new NotSupportedException();
        }));

        queue.Enqueue(7);
        Assert.AreEqual(7, work!.Await());
    }

    private static void At(bool inFrame, Action code)
    {
        if (inFrame)
        {
            CoroutineScheduler.Run(code);
        }
        else
        {
            code();
        }
    }
}
