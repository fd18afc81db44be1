namespace Baton.Tests;

/// <summary>What frames that wait leave of the process's right to spin.</summary>
[TestClass]
public sealed class FrameLeaseTests : SchedulerTest
{
    private const int Rounds = 400;
    private const int Frames = 50;

    [TestMethod]
    public void Async_FramesSuspendAtOnceAndWaitOn_NoneOfThemKeepsALease()
    {
        Eventually.True(() => SpinLease.HeldInProcess == 0, "nothing spins");
        Run(() =>
        {
            for (int round = 0; round < Rounds; round++)
            {
                TaskCompletionSource gate = new();
                for (int i = 0; i < Frames; i++)
                {
                    Coroutine.Async(() => gate.Task.Await());
                }

                Eventually.True(() => SpinLease.HeldInProcess == 0, "the frames wait, and nobody spins");
                gate.SetResult();
                Coroutine.Yield();
            }
        });
    }
}
