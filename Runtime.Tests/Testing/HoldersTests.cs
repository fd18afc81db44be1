using Baton.Testing;

namespace Baton.Tests;

/// <summary>A deadlock of locks and semaphores of .NET tells who holds what.</summary>
[TestClass]
public sealed class HoldersTests : ExploreTest
{
    [TestMethod]
    public void Locks_InARing_EachEdgeIsTold()
    {
        ScheduleFailedException failed = Fail(TakeInARing, FailureKind.Deadlock);

        Assert.Contains(Edge("taker 0", "taker 1"), failed.Found);
        Assert.Contains(Edge("taker 1", "taker 2"), failed.Found);
        Assert.Contains(Edge("taker 2", "taker 0"), failed.Found);
        Assert.AreEqual(3, failed.Found.Split("could go on if").Length - 1, failed.Found);
        ScheduleFailedException again = Assert.ThrowsExactly<ScheduleFailedException>(() => Explore.Replay(TakeInARing, failed.Schedule));
        Assert.AreEqual(failed.Found, again.Found);
    }

    [TestMethod]
    public void Semaphore_HeldByOneThatWaitsForALock_IsToldToo()
    {
        ScheduleFailedException failed = Fail(
            static scheduler =>
            {
                using SemaphoreSlim semaphore = new(1);
                object gate = new();
                Frame.AwaitAll(
                    scheduler.Start(
                        () =>
                        {
                            semaphore.Wait();
                            try
                            {
                                scheduler.Point();
                                lock (gate)
                                {
                                }
                            }
                            finally
                            {
                                semaphore.Release();
                            }
                        },
                        "first"),
                    scheduler.Start(
                        () =>
                        {
                            lock (gate)
                            {
                                scheduler.Point();
                                semaphore.Wait();
                                semaphore.Release();
                            }
                        },
                        "second"));
            },
            FailureKind.Deadlock);

        Assert.Contains(Edge("first", "second"), failed.Found);
        Assert.Contains(Edge("second", "first"), failed.Found);
    }

    [TestMethod]
    public void Semaphore_HeldByNobody_HasNoHolder()
    {
        ScheduleFailedException failed = Fail(
            static scheduler =>
            {
                using SemaphoreSlim never = new(0);
                Frame.AwaitAll(scheduler.Start(never.Wait, "one"), scheduler.Start(never.Wait, "other"));
            },
            FailureKind.Deadlock);

        Assert.DoesNotContain("could go on if", failed.Found);
    }

    private static string Edge(string waits, string holds) => $"{waits} could go on if {holds} ended";

    private static void TakeInARing(TestScheduler scheduler)
    {
        object[] locks = [new(), new(), new()];
        Frame.AwaitAll([.. Enumerable.Range(0, 3).Select(i => scheduler.Start(() => Take(i), $"taker {i}"))]);

        void Take(int i)
        {
            lock (locks[i])
            {
                scheduler.Point();
                lock (locks[(i + 1) % 3])
                {
                    scheduler.Point();
                }
            }
        }
    }
}
