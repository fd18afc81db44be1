namespace Baton.Tests;

/// <summary>Whose lock a frame waits for.</summary>
[TestClass]
public sealed class LockOwnersTests : BlockingTest
{
    [TestMethod]
    public void Tried_ThisRuntime_KnowsOwners() => Assert.IsNotNull(
        LockOwners.Tried, "The runtime's record of locks has changed: owners are unknown from now on. See LockOwners.");

    [TestMethod]
    [DataRow("lock", LockKind.Monitor, BlockingMode.Hold)]
    [DataRow("lock", LockKind.Monitor, BlockingMode.Yield)]
    [DataRow("Monitor.TryEnter(timeout)", LockKind.Monitor, BlockingMode.Hold)]
    [DataRow("System.Threading.Lock", LockKind.Lock, BlockingMode.Hold)]
    [DataRow("System.Threading.Lock", LockKind.Lock, BlockingMode.Yield)]
    [DataRow("System.Threading.Lock.TryEnter(timeout)", LockKind.Lock, BlockingMode.Yield)]
    public void Lock_FrameWaitsForIt_NamesItsOwner(string name, object kind, BlockingMode mode)
    {
        WaitCase wait = WaitKinds.Named(name).Create();
        ParkingSlot? slot = null;
        LockSeen? seen = null;
        long owner = 0;
        using (OtherSide other = new(wait))
        {
            other.BeforeRelease = () =>
            {
                owner = SystemLocks.CurrentThread;
                Eventually.True(() => slot is not null && (seen = Photographer.Take(slot).Lock) is not null, "the lock is seen");
            };

            Run(mode, () =>
            {
                Volatile.Write(ref slot, ParkingSlot.TryGetOwn());
                other.Go();
                wait.Wait();
            });
        }

        Assert.AreEqual((LockKind)kind, seen!.Value.Kind);
        Assert.AreEqual(owner, seen.Value.OwnerOSThreadId);
    }

    [TestMethod]
    [DataRow("SemaphoreSlim.Wait")]
    [DataRow("Monitor.Wait")]
    [DataRow("Mutex")]
    [DataRow("AutoResetEvent.WaitOne")]
    public void Lock_FrameWaitsForSomethingElse_IsNone(string name)
    {
        WaitCase wait = WaitKinds.Named(name).Create();
        ParkingSlot? slot = null;
        Photo? photo = null;
        using (OtherSide other = new(wait))
        {
            other.BeforeRelease = () => Eventually.True(
                () => slot is not null && (photo = Photographer.Take(slot)).Outcome == PhotoOutcome.Taken, "a photo");

            Run(BlockingMode.Hold, () =>
            {
                Volatile.Write(ref slot, ParkingSlot.TryGetOwn());
                other.Go();
                wait.Wait();
            });
        }

        Assert.IsNull(photo!.Lock);
    }

    [TestMethod]
    public void Lock_TwoWaitForOne_HasOneIdentity()
    {
        Lock gate = new();
        ParkingSlot?[] slots = new ParkingSlot?[2];
        LockSeen?[] seen = new LockSeen?[2];
        TestThread[] threads;
        lock (gate)
        {
            threads = [.. Enumerable.Range(0, 2).Select(i => TestThread.Start(() => Run(BlockingMode.Hold, () =>
            {
                Volatile.Write(ref slots[i], ParkingSlot.TryGetOwn());
                lock (gate)
                {
                }
            })))];
            for (int i = 0; i < 2; i++)
            {
                int at = i;
                Eventually.True(() => slots[at] is { } slot && (seen[at] = Photographer.Take(slot).Lock) is not null, "it is seen");
            }
        }

        Array.ForEach(threads, static thread => thread.Join());
        Assert.AreEqual(seen[0], seen[1]);
    }

    [TestMethod]
    public void Find_ListenerWasThereBefore_NamesTheOwner()
    {
        using ContentionListener listener = new();
        object gate = new();
        int waiter = 0;
        TestThread thread;
        ContendedWait? heard = null;
        lock (gate)
        {
            thread = TestThread.Start(() =>
            {
                Volatile.Write(ref waiter, SystemLocks.CurrentThread);
                lock (gate)
                {
                }
            });
            Eventually.True(() => (heard = listener.Find(Volatile.Read(ref waiter))) is not null, "the wait is told of");
        }

        thread.Join();
        Assert.AreEqual(SystemLocks.CurrentThread, heard!.Value.OwnerOSThreadId);
        Eventually.True(() => listener.Find(waiter) is null, "its end is told of");
    }
}
