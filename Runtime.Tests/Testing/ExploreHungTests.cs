using Baton.Testing;

namespace Baton.Tests;

/// <summary>A strand that does not come to its next step: the run is given up, and begins nothing more.</summary>
[TestClass]
public sealed class ExploreHungTests : ExploreTest
{
    [TestMethod]
    public void Run_StrandThatComputesForEver_IsHung()
    {
        LeavesThreads = true;
        using ManualResetEventSlim end = new();
        RunThread? busy = null;

        ScheduleFailedException failed = Fail(
            scheduler => scheduler.Start(Compute, "busy").Await(),
            FailureKind.Hung,
            new ExploreOptions { Patience = TimeSpan.FromMilliseconds(50) });

        Assert.Contains("busy has not come to its next step within 0.05 s. Its last step: has begun its work.", failed.Found);
        int threads = HouseStrand.Threads;
        end.Set();
        Eventually.True(() => busy!.State == StrandState.Parked, "the strand has come to its next step");
        Assert.AreEqual(threads, HouseStrand.Threads, "a run that hangs begins no thread more");

        void Compute()
        {
            busy = (RunThread?)ControlledThread.Current;
            TestScheduler.Current!.Point("has begun its work");
            SpinWait.SpinUntil(() => end.IsSet);
        }
    }

    [TestMethod]
    public void Run_ConditionThatWaits_IsNamed()
    {
        LeavesThreads = true;
        using ManualResetEventSlim end = new();
        using ManualResetEventSlim hasEnded = new();

        ScheduleFailedException failed = Fail(
            scheduler =>
            {
                scheduler.Never(Look, "the sum is odd");
                scheduler.Point();
            },
            FailureKind.Hung,
            new ExploreOptions { Patience = TimeSpan.FromMilliseconds(50) });

        Assert.Contains(
            "main has not come to its next step within 0.05 s, while the condition 'the sum is odd' was looked at",
            failed.Found);
        end.Set();
        hasEnded.Wait();

        bool Look()
        {
            SpinWait.SpinUntil(() => end.IsSet);
            hasEnded.Set();
            return false;
        }
    }
}
