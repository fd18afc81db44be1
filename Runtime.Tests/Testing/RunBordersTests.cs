using System.Runtime.CompilerServices;
using Baton.Testing;

namespace Baton.Tests;

/// <summary>The borders of a run: what stays inside, and what from outside is noticed.</summary>
[TestClass]
public sealed class RunBordersTests : ExploreTest
{
    [TestMethod]
    public void Await_TaskThatRunsContinuationsAsynchronously_StaysInTheRun() => Pass(static scheduler =>
    {
        TaskCompletionSource<int> source = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Frame<int> waits = scheduler.Start(() => source.Task.Await());
        Frame<int> selects = scheduler.Start(() => Select.Any(Select.On(source.Task), Select.On(new TaskCompletionSource().Task)));
        scheduler.Point();
        source.SetResult(7);
        Assert.AreEqual(7, waits.Await());
        Assert.AreEqual(0, selects.Await());
    });

    [TestMethod]
    public void Await_OfASemaphore_StaysInTheRun() => Pass(static scheduler =>
    {
        using SemaphoreSlim semaphore = new(1);
        int sum = 0;
        Frame.AwaitAll(scheduler.Start(Add), scheduler.Start(Add), scheduler.Start(Add));
        Assert.AreEqual(3, sum);

        void Add()
        {
            semaphore.WaitAsync().Await();
            int read = sum;
            scheduler.Point();
            sum = read + 1;
            semaphore.Release();
        }
    });

    [TestMethod]
    public void Pool_OfTheRun_UsedFromOutside_IsRefusedAndNamed()
    {
        StrongBox<Exception?> refused = new();

        ScheduleFailedException failed = Fail(
            scheduler =>
            {
                CoroutineThreadPool pool = CoroutineThreadPool.Shared;
                RunOutside(() => pool.Run(static () => 1), refused);
                scheduler.Point();
            },
            FailureKind.Uncontrolled);

        Assert.Contains("stranger, which does not belong to the run, was about to use a thread of its pool", failed.Found);
        Assert.Contains("ExploreOptions.Uncontrolled = Uncontrolled.Wait", failed.Found);
        Assert.IsInstanceOfType<InvalidOperationException>(refused.Value);
    }

    [TestMethod]
    public void Scheduler_OfTheRun_StartFromOutside_IsRefusedAndNamed()
    {
        StrongBox<Exception?> refused = new();

        ScheduleFailedException failed = Fail(
            scheduler =>
            {
                CoroutineScheduler frames = new();
                RunOutside(() => frames.Start(static () => { }), refused);
                scheduler.Point();
            },
            FailureKind.Uncontrolled);

        Assert.Contains("stranger, which does not belong to the run, was about to start a frame", failed.Found);
        Assert.IsInstanceOfType<InvalidOperationException>(refused.Value);
    }

    [TestMethod]
    public void WordFromOutside_WhileTheBatonIsHeld_IsNoticed()
    {
        StrongBox<Exception?> thrown = new();

        ScheduleFailedException failed = Fail(
            scheduler => CoroutineScheduler.Run(() =>
            {
                CoroutineQueue<int> queue = new(0);
                Frame receiver = Coroutine.Async(() => queue.Dequeue());
                Coroutine.Yield();
                RunOutside(() => queue.TryEnqueue(1), thrown);
                scheduler.Point();
                receiver.Await();
            }),
            FailureKind.Uncontrolled);

        Assert.IsNull(thrown.Value);
        Assert.Contains("stranger, which does not belong to the run, has left word with a frame of it", failed.Found);
    }

    [TestMethod]
    public void StrandsThatSwallowTheirEnd_AreNotWrittenOffWithoutLimit()
    {
        int runs = 0;
        string? found = null; // only one order fails, so each try to make it simpler is in vain

        ScheduleFailedException failed = Fail(
            scheduler =>
            {
                runs++;
                string order = "";
                scheduler.Start(() =>
                {
                    while (true)
                    {
                        try
                        {
                            scheduler.Point();
                            order += "a";
                        }
                        catch (OperationCanceledException)
                        {
                            // what must not be swallowed
                        }
                    }
                });
                for (int i = 0; i < 60; i++)
                {
                    scheduler.Point();
                    order += "b";
                }

                found ??= order;
                Assert.AreNotEqual(found, order);
            },
            FailureKind.Assertion,
            new ExploreOptions { Strategy = new InTurns(), MaxSteps = 200 });

        Assert.IsLessThan(50, runs, failed.Message);
    }

    // On a thread of its own, to its end.
    private static void RunOutside(Action action, StrongBox<Exception?> thrown)
    {
        Thread stranger = new(() =>
        {
            try
            {
                action();
            }
            catch (InvalidOperationException e)
            {
                thrown.Value = e;
            }
        })
        {
            Name = "stranger",
        };
        stranger.UnsafeStart();
        while (stranger.IsAlive)
        {
            Thread.SpinWait(10);
        }
    }

    private sealed class InTurns : Strategy
    {
        protected internal override int Pick(ReadOnlySpan<PendingOperation> enabled, in StepInfo at) => (int)(at.Step % enabled.Length);
    }
}
