namespace Baton.Tests;

/// <summary>Runs code in a place, and waits for it.</summary>
internal static class CallersPlaces
{
    internal static IEnumerable<CallersPlace> All => Enum.GetValues<CallersPlace>();

    internal static void Run(this CallersPlace place, CoroutineThreadPool pool, Action code)
    {
        CoroutineOptions options = new() { ThreadPool = pool };
        CoroutineSchedulerOptions onPool = new() { ThreadPool = pool };
        switch (place)
        {
            case CallersPlace.Frame:
                CoroutineScheduler.Run(code, onPool);
                break;
            case CallersPlace.CoroutineOfAFrame:
                CoroutineScheduler.Run(() => Assert.AreEqual(0, Coroutine.Generate<int>(_ => code(), options: options).Count()), onPool);
                break;
            case CallersPlace.Outside:
                TestThread.Run("Outside", code);
                break;
            case CallersPlace.OutsideUnderAContext:
                TestThread.Run("Under a context", () => Nito.AsyncEx.AsyncContext.Run(code));
                break;
            case CallersPlace.OutsideUnderATaskScheduler:
                Task task = Task.Factory.StartNew(
                    code, CancellationToken.None, TaskCreationOptions.None, new ConcurrentExclusiveSchedulerPair().ExclusiveScheduler);
                Assert.IsTrue(((IAsyncResult)task).AsyncWaitHandle.WaitOne(TimeSpan.FromSeconds(60)), "never ended");
                task.GetAwaiter().GetResult();
                break;
            default:
                ValueTask<bool> moved = Coroutine.GenerateAsync<int>(_ => code(), options: options).GetAsyncEnumerator().MoveNextAsync();
                Assert.IsFalse(moved.AsTask().WaitAsync(TimeSpan.FromSeconds(60)).GetAwaiter().GetResult());
                break;
        }
    }
}
