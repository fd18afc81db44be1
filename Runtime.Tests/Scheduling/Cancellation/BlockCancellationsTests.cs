namespace Baton.Tests;

/// <summary>The canceled blocks of a scheduler. Every suspension asks for them, so what was told once costs nothing more.</summary>
[TestClass]
public sealed class BlockCancellationsTests : SchedulerTest
{
    private const int Count = 20;

    [TestMethod]
    [DataRow(false, DisplayName = "blocks of frames")]
    [DataRow(true, DisplayName = "blocks in coroutines")]
    public void AreTold_BlocksWereToldAndCleanUp_NoSuspensionLooksAtThem(bool inCoroutines)
    {
        using CancellationTokenSource source = new();
        int told = 0;
        List<bool> looks = [];

        Run(() =>
        {
            BlockCancellations blocks = FrameCore.Current!.Scheduler.BlockCancellations;
            Frame[] frames = [.. Enumerable.Range(0, Count).Select(_ => Coroutine.Async(() => RunBlock(inCoroutines, () =>
            {
                told++;
                while (told < Count)
                {
                    Coroutine.Yield();
                }

                looks.Add(blocks.AreTold);
            }, source.Token)))];
            Assert.IsTrue(blocks.AreTold);
            source.Cancel();
            Array.ForEach(frames, static frame => frame.Await());
            Assert.IsTrue(blocks.AreTold);
        });

        Assert.HasCount(Count, looks);
        Assert.DoesNotContain(false, looks);
    }

    [TestMethod]
    public void AreTold_TheBlockOfASuspendedCoroutineIsCanceled_IsToldWhenItIsResumedByWhichever()
    {
        using CancellationTokenSource source = new();

        Run(() =>
        {
            BlockCancellations blocks = FrameCore.Current!.Scheduler.BlockCancellations;
            using Coroutine<int> coroutine = Coroutine.Create<int>(
                yielder =>
                {
                    try
                    {
                        Coroutine.WithCancellation(source.Token, () =>
                        {
                            yielder.Suspend(1);
                            Coroutine.Yield();
                            Log.Add("not told");
                        });
                    }
                    catch (OperationCanceledException)
                    {
                        Log.Add("told");
                    }

                    return 2;
                },
                InPool);
            coroutine.Resume();
            source.Cancel();
            Coroutine.Yield();
            Log.Add(blocks.AreTold ? "none" : "one");
            Coroutine.Async(() => coroutine.Resume()).Await();
            Log.Add(blocks.AreTold ? "none" : "one");
        });

        AssertLog("one told none");
    }

    [TestMethod]
    public void Throw_NestedBlocksAreCanceledInnermostFirst_TheOldestCancellationIsTold()
    {
        using CancellationTokenSource outer = new();
        using CancellationTokenSource inner = new();

        Run(() =>
        {
            try
            {
                Coroutine.WithCancellation(outer.Token, () =>
                {
                    try
                    {
                        Coroutine.WithCancellation(inner.Token, () =>
                        {
                            inner.Cancel();
                            outer.Cancel();
                            Coroutine.Yield();
                        });
                    }
                    catch (OperationCanceledException e) when (e.CancellationToken == inner.Token)
                    {
                        Log.Add("inner");
                    }

                    Coroutine.Yield();
                });
            }
            catch (OperationCanceledException e) when (e.CancellationToken == outer.Token)
            {
                Log.Add("outer");
            }
        });

        AssertLog("inner outer");
    }

    private void RunBlock(bool inCoroutine, Action cleanUp, CancellationToken token)
    {
        if (inCoroutine)
        {
            using Coroutine<int> coroutine = Coroutine.Create<int>(
                _ =>
                {
                    RunBlock(inCoroutine: false, cleanUp, token);
                    return 1;
                },
                InPool);
            coroutine.Resume();
            return;
        }

        try
        {
            Coroutine.WithCancellation(token, () =>
            {
                try
                {
                    Coroutine.Delay(Timeout.InfiniteTimeSpan);
                }
                finally
                {
                    cleanUp();
                }
            });
        }
        catch (OperationCanceledException)
        {
            // as it should
        }
    }
}
