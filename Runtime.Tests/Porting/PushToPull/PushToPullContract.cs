namespace Baton.Tests;

/// <summary>
/// Code of a library that pushes into call-backs, unmodified, is pulled: lazily, left early, in batches, and without blocking. Derived for
/// each library.
/// </summary>
public abstract class PushToPullContract : CoroutineTest
{
    private int _pushed;
    private int _left;

    /// <summary>What the library pushes, five items or more.</summary>
    private protected abstract string[] Items { get; }

    /// <summary>Has the library, or the code that was called to drive it, something open?</summary>
    private protected abstract bool IsOpen { get; }

    /// <summary>Has the library push everything.</summary>
    private protected abstract void Push(Action<string> callBack);

    private IEnumerable<string> Pull(int batch = 1) => Coroutine.Generate<string>(Body, batch, InPool);

    private IAsyncEnumerable<string> PullAsync(int batch = 1) => Coroutine.GenerateAsync<string>(Body, batch, InPool);

    private void Body(Yielder<string> yielder)
    {
        try
        {
            Push(item =>
            {
                _pushed++;
                yielder.Suspend(item);
            });
        }
        finally
        {
            _left++;
        }
    }

    [TestMethod]
    public void Push_WithoutACoroutine_GivesTheItems()
    {
        List<string> pushed = [];

        Push(pushed.Add);

        Assert.AreSequenceEqual(Items, pushed);
        Assert.IsFalse(IsOpen);
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(3)]
    [DataRow(64)]
    public void Generate_Whole_GivesTheItems(int batch)
    {
        List<string> pulled = [.. Pull(batch)];

        Assert.AreSequenceEqual(Items, pulled);
        Assert.AreEqual(1, _left);
        Assert.IsFalse(IsOpen);
    }

    [TestMethod]
    public void Generate_ItemByItem_RunsTheLibraryNoFurtherThanAsked()
    {
        IEnumerable<string> sequence = Pull();
        using IEnumerator<string> enumerator = sequence.GetEnumerator();
        Assert.AreEqual(0, _pushed);
        Assert.IsFalse(IsOpen);

        for (int i = 0; i < Items.Length; i++)
        {
            Assert.IsTrue(enumerator.MoveNext());
            Assert.AreEqual(Items[i], enumerator.Current);
            Assert.AreEqual(i + 1, _pushed);
            Assert.IsTrue(IsOpen);
        }

        Assert.IsFalse(enumerator.MoveNext());
        Assert.IsFalse(IsOpen);
    }

    [TestMethod]
    public void Generate_LeftEarly_UnwindsTheLibraryBeforeTheStatementEnds()
    {
        foreach (string item in Pull())
        {
            Assert.IsTrue(IsOpen);
            if (item == Items[1])
            {
                break;
            }
        }

        Assert.AreEqual(2, _pushed);
        Assert.AreEqual(1, _left);
        Assert.IsFalse(IsOpen);
    }

    [TestMethod]
    public void Generate_InBatches_RunsOneBatchAheadAndNoFurther()
    {
        const int Batch = 3;
        using (IEnumerator<string> enumerator = Pull(Batch).GetEnumerator())
        {
            for (int i = 0; i < Batch; i++)
            {
                Assert.IsTrue(enumerator.MoveNext());
                Assert.AreEqual(Items[i], enumerator.Current);
                Assert.AreEqual(Batch, _pushed);
            }
        }

        Assert.AreEqual(Batch, _pushed);
        Assert.AreEqual(1, _left);
        Assert.IsFalse(IsOpen);
    }

    [TestMethod]
    public void Generate_CallBackFails_ComesOutAsThrownAndClosesWhatIsOpen()
    {
        IOException failure = new("disk full");
        IEnumerable<string> sequence = Coroutine.Generate<string>(
            yielder => Push(item =>
            {
                yielder.Suspend(item);
                throw failure;
            }),
            options: InPool);
        using IEnumerator<string> enumerator = sequence.GetEnumerator();
        Assert.IsTrue(enumerator.MoveNext());

        Assert.AreSame(failure, Assert.ThrowsExactly<IOException>(() => enumerator.MoveNext()));
        Assert.IsFalse(IsOpen);
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(3)]
    public async Task GenerateAsync_Whole_GivesTheItems(int batch)
    {
        List<string> pulled = await PullAsync(batch).ToListAsync(TestContext.CancellationToken);

        Assert.AreSequenceEqual(Items, pulled);
        Assert.AreEqual(1, _left);
        Assert.IsFalse(IsOpen);
    }

    [TestMethod]
    public async Task GenerateAsync_LeftEarly_UnwindsTheLibraryBeforeTheStatementEnds()
    {
        await foreach (string item in PullAsync())
        {
            Assert.IsTrue(IsOpen);
            if (item == Items[1])
            {
                break;
            }
        }

        Assert.AreEqual(2, _pushed);
        Assert.AreEqual(1, _left);
        Assert.IsFalse(IsOpen);
    }

    [TestMethod]
    public async Task GenerateAsync_Canceled_UnwindsTheLibraryWhereItIs()
    {
        using CancellationTokenSource source = new();
        List<string> pulled = [];

        OperationCanceledException canceled = await Assert.ThrowsExactlyAsync<OperationCanceledException>(async () =>
        {
            await foreach (string item in PullAsync().WithCancellation(source.Token))
            {
                pulled.Add(item);
                if (pulled.Count == 2)
                {
                    await source.CancelAsync();
                }
            }
        });

        Assert.AreEqual(source.Token, canceled.CancellationToken);
        Assert.AreSequenceEqual(Items.Take(2), pulled);
        Assert.AreEqual(1, _left);
        Assert.IsFalse(IsOpen);
    }
}
