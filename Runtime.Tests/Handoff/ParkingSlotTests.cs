namespace Baton.Tests;

[TestClass]
[DoNotParallelize]
public sealed class ParkingSlotTests
{
    private static ParkingSlot Own => ParkingSlot.TryGetOwn()!;

    [TestMethod]
    public void Rent_Any_IsNotReleased()
    {
        SemaphoreSlim semaphore = Own.Rent();

        int count = semaphore.CurrentCount;
        Own.Return(semaphore);

        Assert.AreEqual(0, count);
    }

    [TestMethod]
    public void Rent_AfterReturn_ReusesTheSemaphore()
    {
        SemaphoreSlim semaphore = Own.Rent();
        Own.Return(semaphore);

        SemaphoreSlim again = Own.Rent();
        Own.Return(again);

        Assert.AreSame(semaphore, again);
    }

    [TestMethod]
    public void Rent_Twice_GivesTwo()
    {
        SemaphoreSlim first = Own.Rent();
        SemaphoreSlim second = Own.Rent();

        Own.Return(first);
        Own.Return(second);

        Assert.AreNotSame(first, second);
    }

    [TestMethod]
    public void Rent_ByAnotherThread_GivesAnother()
    {
        SemaphoreSlim semaphore = Own.Rent();
        Own.Return(semaphore);
        SemaphoreSlim? others = null;

        TestThread.Run("Another", () =>
        {
            others = Own.Rent();
            Own.Return(others);
        });

        Assert.AreNotSame(semaphore, others, "what threads share they must lock, and a lock can be interrupted");
    }

    [TestMethod]
    public void Return_Released_IsABugAndIsNotReused()
    {
        SemaphoreSlim semaphore = Own.Rent();
        semaphore.Release();

        Assert.ThrowsExactly<InvalidOperationException>(() => Own.Return(semaphore));

        SemaphoreSlim next = Own.Rent();
        Own.Return(next);
        Assert.AreNotSame(semaphore, next);
    }

    [TestMethod]
    public void Release_Twice_IsRefused()
    {
        SemaphoreSlim semaphore = Own.Rent();
        semaphore.Release();

        Assert.ThrowsExactly<SemaphoreFullException>(() => semaphore.Release());
    }
}
