namespace Baton.Tests;

/// <summary>Bodies that catch the cancellation and go on.</summary>
[TestClass]
public sealed class GenerateAsyncSwallowedCancellationTests : CoroutineTest
{
    private readonly CancellationTokenSource _source = new();

    [TestCleanup]
    public void DisposeSource() => _source.Dispose();

    private IAsyncEnumerator<int> Start(Action<Yielder<int>> body, int batch = 1) =>
        Coroutine.GenerateAsync(body, batch, InPool).GetAsyncEnumerator(_source.Token);

    private async Task<OperationCanceledException> AssertCanceled(IAsyncEnumerator<int> enumerator)
    {
        OperationCanceledException canceled =
            await Assert.ThrowsExactlyAsync<OperationCanceledException>(async () => await enumerator.MoveNextAsync());
        Assert.AreEqual(_source.Token, canceled.CancellationToken);
        return canceled;
    }

    [TestMethod]
    public async Task MoveNextAsync_BodySwallowsTheCancellationAndReturns_IsAtTheEnd()
    {
        await using IAsyncEnumerator<int> enumerator = Start(yielder =>
        {
            try
            {
                yielder.Suspend(1);
            }
            catch (OperationCanceledException)
            {
            }
        });
        await enumerator.MoveNextAsync();
        await _source.CancelAsync();

        bool moved = await enumerator.MoveNextAsync();

        Assert.IsFalse(moved);
    }

    [TestMethod]
    public async Task MoveNextAsync_BodySwallowsTheCancellationOnce_UnwindsItAtItsNextItem()
    {
        int swallowed = 0;
        await using IAsyncEnumerator<int> enumerator = Start(yielder =>
        {
            try
            {
                yielder.Suspend(1);
            }
            catch (OperationCanceledException)
            {
                swallowed++;
            }

            yielder.Suspend(2);
            swallowed++;
        });
        await enumerator.MoveNextAsync();

        await _source.CancelAsync();
        await AssertCanceled(enumerator);

        Assert.AreEqual(1, swallowed);
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(3)]
    public async Task MoveNextAsync_BodySwallowsTheCancellationForEver_QuarantinesItAndIsCanceled(int batch)
    {
        int swallowed = 0;
        IAsyncEnumerator<int> enumerator = Start(
            yielder =>
            {
                while (true)
                {
                    try
                    {
                        yielder.Suspend(1);
                    }
                    catch (OperationCanceledException)
                    {
                        swallowed++;
                    }
                }
            },
            batch);
        for (int i = 0; i < batch; i++)
        {
            await enumerator.MoveNextAsync();
        }

        await _source.CancelAsync();
        ExpectedQuarantined = 1;

        await AssertCanceled(enumerator);

        Eventually.True(() => Telemetry.Quarantined == 1, "it is counted, by another thread");
        Assert.AreEqual(CoroutineCore.MaxSignals, swallowed);
        Assert.IsFalse(await enumerator.MoveNextAsync());
        await enumerator.DisposeAsync();
    }
}
