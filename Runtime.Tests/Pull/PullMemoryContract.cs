using System.Runtime.CompilerServices;

namespace Baton.Tests;

/// <summary>Adds what a generator keeps alive, and what becomes of one that nobody refers to any more.</summary>
public abstract class PullMemoryContract : PullRefusalContract
{
    /// <summary>Makes items that are known here by weak references only.</summary>
    private sealed class Items
    {
        private readonly List<WeakReference> _made = [];

        internal WeakReference this[int index] => _made[index];

        [MethodImpl(MethodImplOptions.NoInlining)]
        internal object Make()
        {
            object item = new();
            _made.Add(new WeakReference(item));
            return item;
        }
    }

    private IAsyncEnumerator<object> StartMaking(Items items, int count) => Start<object>(yielder =>
    {
        for (int i = 0; i < count; i++)
        {
            yielder.Suspend(items.Make());
        }
    });

    /// <summary>Moves on without a state machine, whose fields could keep things alive.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool Move<T>(IAsyncEnumerator<T> enumerator) => enumerator.MoveNextAsync().AsTask().GetAwaiter().GetResult();

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void End<T>(IAsyncEnumerator<T> enumerator) => enumerator.DisposeAsync().AsTask().GetAwaiter().GetResult();

    [TestMethod]
    public void MoveNext_ItemTakenAndPassedBy_IsNotKeptAlive()
    {
        Items items = new();
        IAsyncEnumerator<object> enumerator = StartMaking(items, 10);

        for (int i = 0; i < 5; i++)
        {
            Assert.IsTrue(Move(enumerator));
        }

        for (int i = 0; i < 4; i++)
        {
            Eventually.Collected(items[i], $"item {i}");
        }

        End(enumerator);
    }

    [TestMethod]
    public void Current_NotPassedBy_IsKeptAlive()
    {
        Items items = new();
        IAsyncEnumerator<object> enumerator = StartMaking(items, 10);
        Move(enumerator);

        GC.Collect();

        Assert.IsTrue(items[0].IsAlive);
        End(enumerator);
    }

    [TestMethod]
    public void MoveNext_AtTheEnd_KeepsNoItemAlive()
    {
        Items items = new();
        IAsyncEnumerator<object> enumerator = StartMaking(items, 4);

        while (Move(enumerator))
        {
        }

        for (int i = 0; i < 4; i++)
        {
            Eventually.Collected(items[i], $"item {i}");
        }

        GC.KeepAlive(enumerator);
    }

    [TestMethod]
    public void Dispose_ItemsTaken_KeepsNoneOfThemAlive()
    {
        Items items = new();
        IAsyncEnumerator<object> enumerator = StartMaking(items, 10);
        Move(enumerator);
        Move(enumerator);

        End(enumerator);

        Eventually.Collected(items[0], "the first item");
        Eventually.Collected(items[1], "the second item");
        GC.KeepAlive(enumerator);
    }

    [TestMethod]
    public void GetEnumerator_DroppedWhileSuspended_IsUnwoundAndCounted()
    {
        TaskCompletionSource<Thread> unwound = new(TaskCreationOptions.RunContinuationsAsynchronously);
        ExpectedDropped = 1;

        StartAndDrop(() => unwound.SetResult(Thread.CurrentThread));

        Eventually.True(
            () =>
            {
                GC.Collect();
                GC.WaitForPendingFinalizers();
                return unwound.Task.IsCompleted;
            },
            "the dropped generator is unwound");
        StringAssert.StartsWith(unwound.Task.Result.Name, "Test", StringComparison.Ordinal);
    }

    [TestMethod]
    public void GetEnumerator_DroppedAndCleanUpThrows_ReportsTheException()
    {
        ExpectedDropped = 1;
        ExpectedUnobserved = 1;

        StartAndDrop(() => throw new NotSupportedException("nobody is left to see this"));

        Eventually.True(
            () =>
            {
                GC.Collect();
                GC.WaitForPendingFinalizers();
                return Telemetry.Unobserved == 1;
            },
            "the exception is reported");
    }

    [TestMethod]
    public void GetEnumerator_DroppedBeforeTheFirstMoveNext_IsCollectedAndNotCounted()
    {
        WeakReference enumerator = MakeAndDrop();

        Eventually.Collected(enumerator, "the enumerator");

        Assert.AreEqual(0, Telemetry.Dropped);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void StartAndDrop(Action cleanUp) => Move(Guarded(cleanUp).GetAsyncEnumerator(CancellationToken.None));

    [MethodImpl(MethodImplOptions.NoInlining)]
    private WeakReference MakeAndDrop() => new(Start<int>(yielder => Count(yielder, 10)));
}
