namespace Baton.Tests;

[TestClass]
[DoNotParallelize]
public sealed class ParkingSemaphoresTests
{
    [TestMethod]
    public void Rent_Any_IsNotReleased()
    {
        SemaphoreSlim semaphore = ParkingSemaphores.Rent();

        int count = semaphore.CurrentCount;
        ParkingSemaphores.Return(semaphore);

        Assert.AreEqual(0, count);
    }

    [TestMethod]
    public void Rent_AfterReturn_ReusesTheSemaphore()
    {
        SemaphoreSlim semaphore = ParkingSemaphores.Rent();
        ParkingSemaphores.Return(semaphore);

        SemaphoreSlim again = ParkingSemaphores.Rent();
        ParkingSemaphores.Return(again);

        Assert.AreSame(semaphore, again);
    }

    [TestMethod]
    public void Rent_Twice_GivesTwo()
    {
        SemaphoreSlim first = ParkingSemaphores.Rent();
        SemaphoreSlim second = ParkingSemaphores.Rent();

        ParkingSemaphores.Return(first);
        ParkingSemaphores.Return(second);

        Assert.AreNotSame(first, second);
    }

    [TestMethod]
    public void Rent_ByAnotherThread_GivesAnother()
    {
        SemaphoreSlim semaphore = ParkingSemaphores.Rent();
        ParkingSemaphores.Return(semaphore);
        SemaphoreSlim? others = null;

        TestThread.Run("Another", () =>
        {
            others = ParkingSemaphores.Rent();
            ParkingSemaphores.Return(others);
        });

        Assert.AreNotSame(semaphore, others, "what threads share they must lock, and a lock can be interrupted");
    }

    [TestMethod]
    public void Return_Released_IsABugAndIsNotReused()
    {
        SemaphoreSlim semaphore = ParkingSemaphores.Rent();
        semaphore.Release();

        Assert.ThrowsExactly<InvalidOperationException>(() => ParkingSemaphores.Return(semaphore));

        SemaphoreSlim next = ParkingSemaphores.Rent();
        ParkingSemaphores.Return(next);
        Assert.AreNotSame(semaphore, next);
    }

    [TestMethod]
    public void Release_Twice_IsRefused()
    {
        SemaphoreSlim semaphore = ParkingSemaphores.Rent();
        semaphore.Release();

        Assert.ThrowsExactly<SemaphoreFullException>(() => semaphore.Release());
    }
}
