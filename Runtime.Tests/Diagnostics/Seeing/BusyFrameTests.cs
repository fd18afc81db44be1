namespace Baton.Tests;

/// <summary>Looks while much changes: what computes is not seen to block, and no look fails.</summary>
[TestClass]
public sealed class BusyFrameTests : SeeingTest
{
    private const int Looks = 40;

    [TestMethod]
    public void Look_AtAFrameThatComputesAndMeetsTheLooks_IsNotSeenToBlock()
    {
        bool isOver = false;
        using CoroutineScheduler scheduler = new(OnPool);
        Frame busy = scheduler.Start(
            () =>
            {
                while (!Volatile.Read(ref isOver))
                {
                    Coroutine.Delay(TimeSpan.FromMilliseconds(1));
                    Thread.SpinWait(20_000);
                }
            },
            "busy");

        MemberStatus?[] seen = [.. Enumerable.Range(0, Looks).Select(_ => Find("busy")?.Status)];

        Volatile.Write(ref isOver, true);
        busy.Await();
        Assert.DoesNotContain(MemberStatus.Blocked, seen);
        Assert.AreNotEqual(0, seen.Count(static one => one is not null));
    }

    [TestMethod]
    public void LookWithoutTheBaton_FunctionsStartAndEnd_DoesNotFail()
    {
        bool isOver = false;
        using CoroutineScheduler scheduler = new(OnPool);
        Frame starter = scheduler.Start(() => CoroutineScope.Run(scope =>
        {
            while (!Volatile.Read(ref isOver))
            {
                for (int i = 0; i < 20; i++)
                {
                    scope.Async(Coroutine.Yield);
                }

                Coroutine.Yield();
            }
        }));

        for (int i = 0; i < 50 * Looks; i++)
        {
            CoroutineDiagnostics.Capture(new CaptureOptions { Patience = TimeSpan.Zero, Findings = false });
        }

        Volatile.Write(ref isOver, true);
        starter.Await();
    }
}
