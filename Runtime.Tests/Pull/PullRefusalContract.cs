namespace Baton.Tests;

/// <summary>Adds the calls that a generator refuses, and that it then goes on as if nothing had happened.</summary>
public abstract class PullRefusalContract : PullDisposalContract
{
    [TestMethod]
    [TestProperty("Conformance", "GOPULL-2")]
    public async Task MoveNext_FromInsideTheBody_IsRefusedThereAndTheBodyGoesOn()
    {
        IAsyncEnumerator<int> enumerator = null!;
        enumerator = Start<int>(yielder =>
        {
            yielder.Suspend(1);
            Assert.ThrowsExactly<InvalidOperationException>(() => enumerator.MoveNextAsync().AsTask().GetAwaiter().GetResult());
            yielder.Suspend(2);
        });
        List<int> items = [];

        while (await enumerator.MoveNextAsync())
        {
            items.Add(enumerator.Current);
        }

        PullAssert.Gives(items, 1, 2);
    }

    [TestMethod]
    [TestProperty("Conformance", "GOPULL-2")]
    public async Task MoveNext_FromInsideTheBodyAndNotCaught_ComesOutOfMoveNext()
    {
        IAsyncEnumerator<int> enumerator = null!;
        enumerator = Start<int>(yielder => enumerator.MoveNextAsync().AsTask().GetAwaiter().GetResult());

        await Assert.ThrowsExactlyAsync<InvalidOperationException>(async () => await enumerator.MoveNextAsync());

        Assert.IsFalse(await enumerator.MoveNextAsync());
    }

    [TestMethod]
    public async Task Dispose_FromInsideTheBody_IsRefusedThereAndTheBodyGoesOn()
    {
        IAsyncEnumerator<int> enumerator = null!;
        enumerator = Start<int>(yielder =>
        {
            yielder.Suspend(1);
            Assert.ThrowsExactly<InvalidOperationException>(() => enumerator.DisposeAsync().AsTask().GetAwaiter().GetResult());
            yielder.Suspend(2);
        });
        List<int> items = [];

        while (await enumerator.MoveNextAsync())
        {
            items.Add(enumerator.Current);
        }

        PullAssert.Gives(items, 1, 2);
    }

    [TestMethod]
    [TestProperty("Conformance", "GOPULL-3")]
    public async Task Suspend_ByTheConsumer_IsRefusedAndTheGeneratorGoesOn()
    {
        Yielder<int> outside = null!;
        await using IAsyncEnumerator<int> enumerator = Start<int>(yielder =>
        {
            outside = yielder;
            Count(yielder, 4);
        });
        await enumerator.MoveNextAsync();
        List<int> items = [enumerator.Current];

        Assert.ThrowsExactly<InvalidOperationException>(() => outside.Suspend(100));
        while (await enumerator.MoveNextAsync())
        {
            items.Add(enumerator.Current);
        }

        PullAssert.Gives(items, 1, 2, 3, 4);
    }

    [TestMethod]
    [TestProperty("Conformance", "GOPULL-3")]
    public async Task Suspend_ByAnotherThreadWhileTheBodyRuns_IsRefusedAndTheGeneratorGoesOn()
    {
        List<int> items = await ListOf<int>(yielder =>
        {
            yielder.Suspend(1);
            Exception? refused = null;
#pragma warning disable BATON006 // this is refused
            Thread other = new(() => refused = Assert.ThrowsExactly<InvalidOperationException>(() => yielder.Suspend(100)));
#pragma warning restore BATON006
            other.Start();
            other.Join();
            Assert.IsNotNull(refused);
            yielder.Suspend(2);
        });

        PullAssert.Gives(items, 1, 2);
    }

    [TestMethod]
    public async Task Suspend_ByTheBodyOfAnInnerGenerator_IsRefusedToTheOutersYielder()
    {
        List<int> items = await ListOf<int>(outer =>
        {
            IAsyncEnumerable<int> inner = Generate<int>(yielder =>
            {
                Assert.ThrowsExactly<InvalidOperationException>(() => outer.Suspend(100));
                yielder.Suspend(1);
            });
            foreach (int item in inner.ToBlockingEnumerable())
            {
                outer.Suspend(item);
            }
        });

        PullAssert.Gives(items, 1);
    }

    [TestMethod]
    public void Suspend_AmbientOutsideAnyBody_IsRefused()
    {
        Assert.ThrowsExactly<InvalidOperationException>(() => Coroutine.Suspend(1));
    }

    [TestMethod]
    public async Task Suspend_AfterTheEnd_IsRefused()
    {
        Yielder<int> outside = null!;
        await ListOf<int>(yielder => outside = yielder);

        InvalidOperationException refused = Assert.ThrowsExactly<InvalidOperationException>(() => outside.Suspend(1));

        StringAssert.Contains(refused.Message, "whose body has ended");
    }

    [TestMethod]
    public async Task MoveNextAndDispose_WhileAMoveIsUnderWay_AreRefusedAndSayWhatToDo()
    {
        using ManualResetEventSlim started = new();
        using ManualResetEventSlim gate = new();
        IAsyncEnumerator<int> enumerator = Start<int>(yielder =>
        {
            started.Set();
            gate.Wait(CancellationToken.None);
            yielder.Suspend(1);
        });
        Task<bool> moving = Task.Run(() => enumerator.MoveNextAsync().AsTask());
        started.Wait(CancellationToken.None);

        InvalidOperationException move = await Assert.ThrowsExactlyAsync<InvalidOperationException>(
            async () => await enumerator.MoveNextAsync());
        InvalidOperationException dispose = await Assert.ThrowsExactlyAsync<InvalidOperationException>(
            async () => await enumerator.DisposeAsync());
        gate.Set();

        Assert.AreEqual(move.Message, dispose.Message);
        StringAssert.Contains(move.Message, "at work on the last MoveNext or MoveNextAsync");
        StringAssert.Contains(move.Message, "await that one, or let it return, before the next and before disposing");
        Assert.IsTrue(await moving);
        await enumerator.DisposeAsync();
    }

    [TestMethod]
    public void Generate_NoBody_IsRefusedAtOnce()
    {
        ArgumentNullException refused = Assert.ThrowsExactly<ArgumentNullException>(() => Generate<int>(null!));

        Assert.AreEqual("body", refused.ParamName);
    }

    [TestMethod]
    [DataRow(0)]
    [DataRow(-1)]
    [DataRow(int.MinValue)]
    public void Generate_BatchOfLessThanOne_IsRefusedAtOnce(int batch)
    {
        ArgumentOutOfRangeException refused =
            Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Generate<int>(yielder => { }, batch, InPool));

        Assert.AreEqual("batch", refused.ParamName);
    }
}
