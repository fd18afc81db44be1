namespace Baton.Tests;

/// <summary>What debug builds see of commits: the parts of steps in which nothing may fail.</summary>
[TestClass]
public sealed class CommitTests : SchedulerTest
{
    private const int Rounds = 20;

    /// <summary>The first calls of a method are compiled, and may allocate: so the work is done until nothing more is.</summary>
    [TestMethod]
    public void End_AllKindsOfStepsOftenEnough_NothingIsAllocated()
    {
        string[] last = [];
        for (int round = 0; round < Rounds; round++)
        {
            Dictionary<string, long> before = new(Commit.Allocations);
            Run(Work);
            last = [.. Commit.Allocations.Where(site => site.Value != before.GetValueOrDefault(site.Key)).Select(site => site.ToString())];
            if (last.Length == 0)
            {
                break;
            }
        }

        Assert.IsEmpty(last, string.Join('\n', last));
    }

#if DEBUG
    [TestMethod]
    public void End_SomethingWasAllocated_IsNoted()
    {
        string site = $"{nameof(CommitTests)}.{nameof(End_SomethingWasAllocated_IsNoted)}";
        Commit.Begin();
        object allocated = new();
        Commit.End();

        GC.KeepAlive(allocated);
        Assert.IsGreaterThan(0, Commit.Allocations[site]);
    }

    [TestMethod]
    public void IsOpen_ThrownAndCaughtInACommitOrUnderAGate_IsNoted()
    {
        Assert.AreEqual(0, ThrownInCommits.Count(ThrowAndCatch));
        Assert.AreEqual(1, ThrownInCommits.Count(static () =>
        {
            Commit.Begin();
            ThrowAndCatch();
            Commit.End();
        }));
        Assert.AreEqual(1, ThrownInCommits.Count(static () =>
        {
            using (new Gate().Enter())
            {
                ThrowAndCatch();
            }
        }));

        static void ThrowAndCatch()
        {
            try
            {
                throw new InvalidTimeZoneException();
            }
            catch (InvalidTimeZoneException)
            {
                // that is all
            }
        }
    }

    [TestMethod]
    [DataRow(nameof(ParkInACommit), "a thread parks inside a commit")]
    [DataRow(nameof(TellUnderAGate), "listeners are told inside a commit, or under a gate")]
    [DataRow(nameof(RunInACommit), "a frame's function runs inside a commit")]
    public async Task AssertNone_WhatMayFailInACommit_EndsTheProcess(string scenario, string expected)
    {
        ChildProcess.Result result = await ChildProcess.RunAsync(scenario);

        Assert.AreNotEqual(0, result.ExitCode);
        StringAssert.Contains(result.ToString(), expected);
    }

    [ChildScenario]
    private static int ParkInACommit(string[] _)
    {
        using Coroutine<int> coroutine = Coroutine.Create<int>(yielder =>
        {
            yielder.Suspend(1);
            new ManualResetEventSlim().Wait();
            return 2;
        });
        coroutine.Resume();
        Commit.Begin();
        coroutine.Resume();
        return 0;
    }

    [ChildScenario]
    private static int TellUnderAGate(string[] _)
    {
        using (new Gate().Enter())
        {
            Baton.Telemetry.ThreadEnded("pool");
        }

        return 0;
    }

    [ChildScenario]
    private static int RunInACommit(string[] _)
    {
        using Coroutine<int> coroutine = Coroutine.Create<int>(yielder =>
        {
            Commit.Begin();
            return CoroutineScheduler.Run(() => 1);
        });
        coroutine.Resume();
        return 0;
    }
#endif

    private void Work()
    {
        CoroutineQueue<int> queue = new(capacity: 1);
        CoroutineScope.Run(scope =>
        {
            scope.Async(() =>
            {
                for (int i = 0; i < 100; i++)
                {
                    queue.Enqueue(i);
                    Coroutine.Yield();
                }
            });
            scope.Async(() =>
            {
                for (int i = 0; i < 100; i++)
                {
                    queue.Dequeue();
                }
            });
            scope.Async(() => Pool.Run(() => 1).Await());
            _ = Coroutine.Generate<int>(yielder => yielder.Suspend(1), options: InPool).Count();
        });
        Frame canceled = Coroutine.Async(() => queue.Dequeue());
        canceled.Cancel();
        Assert.ThrowsExactly<OperationCanceledException>(canceled.Await);
    }
}
