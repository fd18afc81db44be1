using System.Runtime.CompilerServices;
using Baton.Testing;
using Baton.Tests.Seamed;

namespace Baton.Tests;

/// <summary>What .NET's calls are in code with seams: by a fault that is found only there, and by its repaired twin.</summary>
[TestClass]
public sealed class SeamCallTests : ExploreTest
{
    public static IEnumerable<object[]> Steps => StepCalls.All.Keys.Select(static name => new object[] { name });

    public static IEnumerable<object[]> Starts => StartCalls.All.Keys.Select(static name => new object[] { name });

    [TestMethod]
    [DynamicData(nameof(Steps))]
    public void Call_BetweenReadAndWrite_IsAStep(string call)
    {
        Fail(
            _ => StepCalls.AddAround(StepCalls.All[call], isRepaired: false),
            FailureKind.Assertion,
            new ExploreOptions { CheckDeterminismEvery = 1 });
        Silent(_ => StepCalls.AddAround(StepCalls.All[call], isRepaired: true));
    }

    [TestMethod]
    [DynamicData(nameof(Starts))]
    public void Call_ThatStartsSomething_StartsAStrand(string call)
    {
        Fail(
            _ => StartCalls.AddTwice(StartCalls.All[call], isRepaired: false),
            FailureKind.Assertion,
            new ExploreOptions { CheckDeterminismEvery = 1 });
        Silent(_ => StartCalls.AddTwice(StartCalls.All[call], isRepaired: true));
    }

    [TestMethod]
    public void CancelAsync_CallbacksThatAreNotAwaited_AreLate()
    {
        Fail(static _ => StartCalls.LookAfterCancellation(isRepaired: false), FailureKind.Assertion);
        Silent(static _ => StartCalls.LookAfterCancellation(isRepaired: true));
    }

    [TestMethod]
    public void LazyInitializer_WithoutALock_MakesTwo()
    {
        Fail(static _ => StartCalls.MakeLazily(isRepaired: false), FailureKind.Assertion);
        Silent(static _ => StartCalls.MakeLazily(isRepaired: true));
    }

    [TestMethod]
    public void GetResult_OfATaskThatRuns_IsAWaitThatTheRunKnows()
    {
        ExploreResult result = Explore.Run(
            static _ => StartCalls.AwaitByAwaiter(), new ExploreOptions { Seed = 7, Strategy = Strategy.Exhaustive(1) });

        Assert.IsTrue(result.IsExhausted, string.Join('\n', result.Warnings));
    }

    [TestMethod]
    public void Awaiters_OfThisVersion_TellTheirTasks()
    {
        Assert.IsTrue(AwaiterField<TaskAwaiter>.IsKnown);
        Assert.IsTrue(AwaiterField<TaskAwaiter<int>>.IsKnown);
        Assert.IsTrue(AwaiterField<ConfiguredTaskAwaitable.ConfiguredTaskAwaiter>.IsKnown);
        Assert.IsTrue(AwaiterField<ConfiguredTaskAwaitable<int>.ConfiguredTaskAwaiter>.IsKnown);
        Assert.IsTrue(AwaiterField<ValueTaskAwaiter>.IsKnown);
        Assert.IsTrue(AwaiterField<ValueTaskAwaiter<int>>.IsKnown);
        Assert.IsTrue(AwaiterField<ConfiguredValueTaskAwaitable.ConfiguredValueTaskAwaiter>.IsKnown);
        Assert.IsTrue(AwaiterField<ConfiguredValueTaskAwaitable<int>.ConfiguredValueTaskAwaiter>.IsKnown);
        Assert.IsTrue(AwaiterField<ValueTask>.IsKnown);
        Assert.IsTrue(AwaiterField<ValueTask<int>>.IsKnown);
        Assert.IsTrue(AwaiterField<CancellationToken>.IsKnown);
    }

    private static void Silent(Action<TestScheduler> test) =>
        Explore.Run(test, new ExploreOptions { Seed = 7, Schedules = 20, CheckDeterminismEvery = 5 });
}
