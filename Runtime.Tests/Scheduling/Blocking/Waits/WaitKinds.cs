namespace Baton.Tests;

/// <summary>
/// The conformance table of <see cref="BlockingMode"/>: what .NET 10 on CoreCLR tells a synchronization context of, and what not.
/// </summary>
internal static class WaitKinds
{
    internal static IReadOnlyList<ForeignWaitKind> All { get; } =
    [
        new("lock", true, LockWaits.LockStatement),
        new("System.Threading.Lock", true, LockWaits.LockType),
        new("System.Threading.Lock.TryEnter(timeout)", true, LockWaits.LockTypeTimed),
        new("Monitor.TryEnter(timeout)", true, LockWaits.MonitorTryEnter),
        new("Monitor.Wait", true, LockWaits.MonitorWait),
        new("MethodImplOptions.Synchronized", true, LockWaits.Synchronized),
        new("ReaderWriterLockSlim.EnterReadLock", true, LockWaits.ReaderWriterLockSlimRead),
        new("ReaderWriterLockSlim.EnterWriteLock", true, LockWaits.ReaderWriterLockSlimWrite),
        new("ReaderWriterLock", true, LockWaits.ReaderWriterLockRead),
        new("Lazy<T>", true, LockWaits.LazyValue),
        new("LazyInitializer", true, LockWaits.LazyInitialized),
        new("Mutex", true, LockWaits.MutexOwned),
        new("SpinLock", false, LockWaits.SpinLockHeld),
        new("static constructor of another thread", false, LockWaits.StaticConstructor),

        new("SemaphoreSlim.Wait", true, SignalWaits.SemaphoreSlimWait),
        new("ManualResetEventSlim.Wait", true, SignalWaits.ManualResetEventSlimWait),
        new("ManualResetEvent.WaitOne", true, SignalWaits.ManualResetEventWait),
        new("AutoResetEvent.WaitOne", true, SignalWaits.AutoResetEventWait),
        new("Semaphore.WaitOne", true, SignalWaits.SemaphoreWait),
        new("CancellationToken.WaitHandle", true, SignalWaits.TokenHandle),
        new("WaitHandle.WaitAny", true, SignalWaits.WaitAny),
        new("WaitHandle.WaitAll", true, SignalWaits.WaitAll),
        new("WaitHandle.SignalAndWait", false, SignalWaits.SignalAndWait),
        new("CountdownEvent.Wait", true, SignalWaits.Countdown),
        new("Barrier.SignalAndWait", true, SignalWaits.BarrierPhase),
        new("BlockingCollection.Take", true, SignalWaits.CollectionTake),
        new("BlockingCollection.Add", true, SignalWaits.CollectionAdd),

        new("Task.Wait", true, TaskWaits.Wait),
        new("Task<T>.Result", true, TaskWaits.Result),
        new("GetAwaiter().GetResult()", true, TaskWaits.GetResult),
        new("Task.WaitAll", true, TaskWaits.WaitAll),
        new("Task.WaitAny", true, TaskWaits.WaitAny),
        new("Parallel.For", true, TaskWaits.ParallelFor),
        new("Thread.Join", true, TaskWaits.Join),
        new("Thread.Sleep", false, TaskWaits.Sleep),
        new("SpinWait.SpinUntil", false, TaskWaits.Spin),
        new("GC.WaitForPendingFinalizers", true, TaskWaits.Finalizers),

        new("HttpClient.Send", true, IoWaits.Http),
        new("Socket.Receive, fresh", false, IoWaits.FreshSocket),
        new("Socket.Receive, after ReceiveAsync", true, IoWaits.UsedSocket),
        new("PipeReader.AsStream().Read", true, IoWaits.PipeReaderStream),
        new("anonymous pipe", false, IoWaits.AnonymousPipe),
        new("Process.WaitForExit", true, IoWaits.ProcessExit),
    ];

    internal static IEnumerable<object[]> Rows => All.Select(kind => new object[] { kind.Name });

    internal static IEnumerable<object[]> SeenRows => All.Where(kind => kind.IsSeen).Select(kind => new object[] { kind.Name });

    internal static ForeignWaitKind Named(string name) => All.Single(kind => kind.Name == name);
}
