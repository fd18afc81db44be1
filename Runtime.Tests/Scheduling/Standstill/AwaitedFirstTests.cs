using System.Collections.Concurrent;

namespace Baton.Tests;

/// <summary>
/// A frame with a thread waits for what wants a thread of the same pool, and other work has come before. In whichever way it waits, what it
/// waits for goes first, also where that is more than the pool has places. A coroutine is in no queue: it has a thread at once, or fails.
/// </summary>
[TestClass]
public sealed class AwaitedFirstTests : SchedulerTest
{
    private const int Others = 3;
    private const int Several = 5; // more than places

    private const string Awaited = "awaited";

    private static readonly int[] s_one = [1];
    private static readonly int[] s_oneAndSeveral = [1, Several];
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(1);

    private readonly ConcurrentQueue<string> _begun = new();

    private protected override CoroutineThreadPoolOptions PoolOptions => new() { Name = "Two", MaxThreads = 2 };

    private static Dictionary<string, Func<AwaitedFirstTests, CoroutineScheduler, object>> Kinds { get; } = new()
    {
        ["frame"] = (test, _) => Coroutine.Async(test.Begin),
        ["frame elsewhere"] = (test, other) => other.Start(test.Begin),
        ["work"] = (test, _) => test.Pool.Run(test.Begin),
        ["run"] = (test, _) => CoroutineScheduler.RunAsync(test.Begin, test.OnPool),
    };

    // How a frame waits for one of them, or for several.
    private static Dictionary<string, Action<object[]>> Waits { get; } = new()
    {
        ["await"] = static all => Await(all[0]),
        ["token"] = static all =>
        {
            using CancellationTokenSource never = new();
            TaskOf(all[0]).Await(never.Token);
        },
        ["limit"] = static all => TaskOf(all[0]).Await(s_limit),
        ["all"] = static all => Frame.AwaitAll([.. all.Cast<Frame>()]),
        ["any"] = static all => Frame.AwaitAny([.. all.Cast<Frame>()]),
        ["select"] = static all => Select.Any([.. all.Select(CaseOf)]),
        ["select with a limit"] = static all => Select.Any([.. all.Select(CaseOf), Select.After(s_limit)]),
    };

    public static IEnumerable<object[]> Cells =>
        from kind in Kinds.Keys
        from wait in Waits.Keys
        where kind.StartsWith("frame", StringComparison.Ordinal) || wait is not ("all" or "any")
        from count in wait is "await" or "token" or "limit" ? s_one : s_oneAndSeveral
        select new object[] { kind, wait, count };

    [TestMethod]
    [DynamicData(nameof(Cells))]
    public void Wait_OtherWorkHasComeBefore_WhatIsAwaitedGoesFirst(string kind, string wait, int count)
    {
        using CoroutineScheduler other = new(OnPool);
        AssertFirst(count, begins =>
        {
            object[] all = [.. Enumerable.Range(0, count).Select(_ => Kinds[kind](this, other))];
            begins();
            Waits[wait](all);
            Array.ForEach(all, Await);
        });
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(Several)]
    public void ScopeEnd_OtherWorkHasComeBefore_ItsFunctionsGoFirst(int count) => AssertFirst(
        count,
        begins => CoroutineScope.Run(scope =>
        {
            for (int i = 0; i < count; i++)
            {
                scope.Async(Begin);
            }

            begins();
        }));

    [TestMethod]
    [DataRow("await")]
    [DataRow("limit")]
    [DataRow("select with a limit")]
    public void RunEnd_MainHasGivenItsThreadUp_ItsFramesGoFirst(string wait) => AssertFirst(
        Several + 1,
        begins =>
        {
            Task run = CoroutineScheduler.RunAsync(
                () =>
                {
                    Begin();
                    for (int i = 0; i < Several; i++)
                    {
                        Coroutine.Async(Begin);
                    }
                },
                OnPool);
            begins();
            Waits[wait]([run]);
        });

    // The pool has two threads. One is busy until the frame waits that has the other.
    private void AssertFirst(int count, Action<Action> main)
    {
        TaskCompletionSource mayBegin = new();
        bool hasBegun = false;
        Task run;
        Task[] others;
        using (new Occupant(Pool))
        {
            run = CoroutineScheduler.RunAsync(
                () =>
                {
                    mayBegin.Task.Await();
                    main(() => Volatile.Write(ref hasBegun, true));
                },
                OnPool);
            FrameCore frame = (FrameCore)run.AsyncState!;
            Eventually.True(() => frame.Worker is not null, "main has a thread");
            others = [.. Enumerable.Range(0, Others).Select(_ => Pool.Run(() => _begun.Enqueue("other")))];
            mayBegin.SetResult();
            Eventually.True(() => Volatile.Read(ref hasBegun) && frame.WaitsFor is not null, "main waits");
            Eventually.Parked(frame.Worker!.Thread);
        }

        Assert.IsTrue(Task.WhenAll([run, .. others]).Wait(s_limit), "all end");
        CollectionAssert.AreEqual(Enumerable.Repeat(Awaited, count).ToArray(), _begun.Take(count).ToArray(), string.Join(' ', _begun));
    }

    private void Begin() => _begun.Enqueue(Awaited);

    private static Task TaskOf(object awaited) => awaited as Task ?? ((Frame)awaited).AsTask();

    private static void Await(object awaited)
    {
        if (awaited is Frame frame)
        {
            frame.Await();
        }
        else
        {
            ((Task)awaited).Await();
        }
    }

    private static SelectCase CaseOf(object awaited) => awaited is Frame frame ? Select.On(frame) : Select.On((Task)awaited);
}
