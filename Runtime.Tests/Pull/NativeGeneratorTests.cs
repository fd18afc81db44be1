namespace Baton.Tests;

/// <summary>A generator's body may suspend in a native callback, and its consumer may leave there.</summary>
[TestClass]
[BesideOthers]
public sealed class NativeGeneratorTests
{
    [TestMethod]
    [DataRow("DllImport")]
    [DataRow("UnmanagedCallersOnly")]
    [DataRow("LibraryImport")]
    [DataRow("FunctionPointer")]
    [DataRow("Delegate")]
    [OSCondition(OperatingSystems.Linux)]
    public Task Generator_LeftBelowNativeFrames_TheProcessLives(string way) => NativeDoors.AssertAllAsync<Doors>(way);

    private sealed class Doors : NativeDoors
    {
        [NativeDoor]
        public void GoesOn()
        {
            Assert.AreEqual("1 2 3", string.Join(' ', Coroutine.Generate<int>(Body)));
            Assert.AreEqual("1 2 3", string.Join(' ', Coroutine.Generate<int>(Body, batch: 2)));
            AssertNoneQuarantined();
        }

        [NativeDoor]
        public void Break() => LeaveAfterFirst(Coroutine.Generate<int>(Body));

        [NativeDoor]
        public void BreakOfABatch() => LeaveAfterFirst(Coroutine.Generate<int>(Body, batch: 2));

        [NativeDoor]
        public void Dropped()
        {
            Drop();
            DroppedHandleTests.CollectUntil(() => IsQuarantineTold, "it is found");
            AssertQuarantined("Coroutine");
        }

        [NativeDoor]
        public void DisposeAsync()
        {
            IAsyncEnumerator<int> items = Coroutine.GenerateAsync<int>(Body).GetAsyncEnumerator();
            Assert.IsTrue(items.MoveNextAsync().AsTask().Result);

            items.DisposeAsync().AsTask().Wait();

            AssertQuarantined("Coroutine");
            Assert.IsFalse(items.MoveNextAsync().AsTask().Result);
        }

        [NativeDoor]
        public void ConsumersTokenWhileTheBodyIsSuspended()
        {
            using CancellationTokenSource source = new();
            IAsyncEnumerator<int> items = Coroutine.GenerateAsync<int>(Body).GetAsyncEnumerator(source.Token);
            Assert.IsTrue(items.MoveNextAsync().AsTask().Result);
            source.Cancel();

            Assert.ThrowsExactly<OperationCanceledException>(() => items.MoveNextAsync().AsTask().GetAwaiter().GetResult());

            AssertQuarantined("Coroutine");
            Assert.IsFalse(items.MoveNextAsync().AsTask().Result);
            items.DisposeAsync().AsTask().Wait();
        }

        [NativeDoor]
        public void ConsumersTokenWhileTheBodyRuns() => CancelWhileItRuns(batch: 1);

        [NativeDoor]
        public void ConsumersTokenWhileTheBodyRunsWithABatch() => CancelWhileItRuns(batch: 3);

        private void CancelWhileItRuns(int batch)
        {
            using CancellationTokenSource source = new();
            IAsyncEnumerator<int> items = Coroutine.GenerateAsync<int>(
                yielder => Native(() =>
                {
                    source.Cancel();
                    yielder.Suspend(1);
                }),
                batch).GetAsyncEnumerator(source.Token);

            Assert.ThrowsExactly<OperationCanceledException>(() => items.MoveNextAsync().AsTask().GetAwaiter().GetResult());

            AssertQuarantined("Coroutine");
            items.DisposeAsync().AsTask().Wait();
        }

        [NativeDoor]
        public void TheBodysOwnExceptionBehindABatch()
        {
            IEnumerator<int> items = Coroutine.Generate<int>(
                yielder => Native(() =>
                {
                    yielder.Suspend(1);
                    throw new IOException("the body's own");
                }),
                batch: 10).GetEnumerator();

            Assert.IsTrue(items.MoveNext());
            Assert.AreEqual(1, items.Current);
            Assert.ThrowsExactly<IOException>(() => items.MoveNext());
            Assert.IsFalse(items.MoveNext());
        }

        private void Body(Yielder<int> yielder)
        {
            Native(() =>
            {
                yielder.Suspend(1);
                yielder.Suspend(2);
            });
            yielder.Suspend(3);
        }

        private void Drop()
        {
            IEnumerator<int> items = Coroutine.Generate<int>(Body).GetEnumerator();
            items.MoveNext();
        }

        private void LeaveAfterFirst(IEnumerable<int> items)
        {
            foreach (int item in items)
            {
                Assert.AreEqual(1, item);
                break;
            }

            AssertQuarantined("Coroutine");
        }
    }
}
