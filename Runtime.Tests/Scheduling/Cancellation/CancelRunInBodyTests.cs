namespace Baton.Tests;

/// <summary>
/// A coroutine's body opens a scope, and a function of that calls a run, which keeps the baton. What cancels the frame that runs the
/// coroutine cancels the run too.
/// </summary>
[TestClass]
public sealed class CancelRunInBodyTests : SchedulerTest
{
    private static readonly BlockingMode[] s_modes = [BlockingMode.Hold, BlockingMode.Yield, BlockingMode.Forbid];
    private static readonly string[] s_sources = ["block", "frame"];
    private static readonly int[] s_depths = [1, 2];
    private static readonly bool[] s_both = [true, false];

    public static IEnumerable<object[]> Rows =>
        from blocking in s_modes
        from source in s_sources
        from bodies in s_depths
        from supervises in s_both
        select new object[] { blocking, source, bodies, supervises };

    [TestMethod]
    [DynamicData(nameof(Rows))]
    public void Cancel_FromAThread_TheRunEndsAndCleansUp(BlockingMode blocking, string source, int bodies, bool supervises)
    {
        using CancellationTokenSource token = new();
        using ManualResetEventSlim waits = new();
        Action cancel = token.Cancel;
        Thread canceler = new(() =>
        {
            waits.Wait();
            cancel();
        });
        canceler.Start();

        CoroutineScheduler.Run(
            () =>
            {
                Frame? frame = null;
                cancel = source == "block" ? token.Cancel : () => frame!.Cancel();
                frame = Coroutine.Async(() =>
                {
                    Coroutine.Yield();
                    Coroutine.WithCancellation(token.Token, () => InBodies(bodies, () => InScope(supervises, waits)));
                });
                Assert.Throws<OperationCanceledException>(frame.Await);
            },
            new CoroutineSchedulerOptions { ThreadPool = Pool, Blocking = blocking });

        canceler.Join();
        AssertLog("told cleaned up");
    }

    private void InBodies(int bodies, Action work)
    {
        if (bodies == 0)
        {
            work();
            return;
        }

        using Coroutine<int> coroutine = Coroutine.Create<int>(
            _ =>
            {
                InBodies(bodies - 1, work);
                return 1;
            },
            InPool);
        coroutine.Resume();
    }

    private void InScope(bool supervises, ManualResetEventSlim waits) => CoroutineScope.Run(
        scope => scope.Async(() => CoroutineScheduler.Run(() => Wait(waits), OnPool)).Await(),
        new CoroutineScopeOptions { Supervise = supervises });

    private void Wait(ManualResetEventSlim waits)
    {
        try
        {
            waits.Set();
            Coroutine.Delay(TimeSpan.FromHours(1));
        }
        catch (OperationCanceledException)
        {
            Log.Add("told");
            Coroutine.Delay(TimeSpan.FromMilliseconds(1));
            Log.Add("cleaned up");
            throw;
        }
    }
}
