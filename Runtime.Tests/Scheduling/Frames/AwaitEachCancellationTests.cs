namespace Baton.Tests;

/// <summary>What ends a frame's way through an asynchronous sequence before its end.</summary>
[TestClass]
public sealed class AwaitEachCancellationTests : AwaitEachTest
{
    [TestMethod]
    [DataRow("frame")]
    [DataRow("outside")]
    public void AwaitEach_TokenFires_ThrowsWithItAndDisposes(string place)
    {
        _source.CancelAfter(10);
        void Act()
        {
            OperationCanceledException seen = Assert.Throws<OperationCanceledException>(
                () => Items(Endless).AwaitEach(_source.Token).Sum());
            Assert.AreEqual(_source.Token, seen.CancellationToken);
            Assert.IsTrue(seen.InnerException is OperationCanceledException);
        }

        if (place == "frame")
        {
            Run(Act);
        }
        else
        {
            Act();
        }

        AssertLog("begins disposed");
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void AwaitEach_FrameIsCanceled_SequenceIsCanceledAndDisposed(bool withToken) => Run(() =>
    {
        Frame reads = Coroutine.Async(() =>
        {
            CancellationToken own = Coroutine.CancellationToken;
            OperationCanceledException seen = Assert.Throws<OperationCanceledException>(
                () => Items(Endless).AwaitEach(withToken ? _source.Token : default).Sum());
            Assert.AreEqual(own, seen.CancellationToken);
            Coroutine.Yield();
            Log.Add("told once");
        });
        reads.Cancel();
        reads.Await();
        AssertLog("begins disposed told once");
    });

    [TestMethod]
    public void AwaitEach_ScopesBlockIsCanceled_SequenceIsCanceledAndDisposed() => Run(() =>
    {
        Assert.Throws<OperationCanceledException>(() => CoroutineScope.Run(scope =>
        {
            scope.Async(() =>
            {
                Coroutine.Yield();
                scope.Cancel();
            });
            Assert.AreEqual(0, Items(Endless).AwaitEach().Sum());
        }));
        AssertLog("begins disposed");
    });

    [TestMethod]
    public async Task AwaitEach_InAGeneratorOutside_ConsumersTokenReachesTheSequence()
    {
        IAsyncEnumerable<int> items = Coroutine.GenerateAsync<int>(
            y =>
            {
                _source.CancelAfter(10);
                y.Suspend(Items(Endless).AwaitEach().Sum());
            },
            options: InPool);

        await Assert.ThrowsAsync<OperationCanceledException>(
            async () => await items.GetAsyncEnumerator(_source.Token).MoveNextAsync());

        AssertLog("begins disposed");
    }

    [TestMethod]
    public void AwaitEach_SequenceIgnoresItsToken_DisposalWaitsForTheStep() => Run(() =>
    {
        Frame<int> reads = Coroutine.Async(() => Items(Behind()).AwaitEach().Sum());
        reads.Cancel();
        Coroutine.Yield();
        Coroutine.Yield();
        Assert.IsFalse(reads.IsCompleted);
        AssertLog("begins");

        _gate.SetResult();

        Assert.Throws<OperationCanceledException>(() => reads.Await());
        AssertLog("begins disposed");
    });

    [TestMethod]
    public void AwaitEach_CanceledAgainWhileItWaitsForALeftStep_WaitsOn() => Run(() =>
    {
        Frame<int> reads = Coroutine.Async(() => Items(Behind()).AwaitEach().Sum());
        reads.Cancel();
        Coroutine.Yield();
        Coroutine.Yield();
        reads.Cancel();
        Coroutine.Yield();
        Coroutine.Yield();
        Assert.IsFalse(reads.IsCompleted);
        AssertLog("begins");

        _gate.SetResult();

        Assert.Throws<OperationCanceledException>(() => reads.Await());
        AssertLog("begins disposed");
    });

    [TestMethod]
    public void AwaitEach_LeftStepFails_FailureComesOutInPlaceOfTheCancellation()
    {
        Run(() =>
        {
            Frame<int> reads = Coroutine.Async(() => Items(Behind()).AwaitEach().Sum());
            reads.Cancel();
            Coroutine.Yield();
            Coroutine.Yield();
            _gate.SetException(new FormatException());

            Assert.ThrowsExactly<FormatException>(() => reads.Await());
        });

        AssertLog("begins disposed");
    }
}
