using Baton.Testing;
using Baton.Tests.Seamed;

namespace Baton.Tests;

/// <summary>Strands that make no step between their begin and their end are told of, whatever has started them.</summary>
[TestClass]
public sealed class UnseenStrandsTests : ExploreTest
{
    private const string NoStep = "made no step between their begin and their end";

    [TestMethod]
    [DataRow("threads", "one, other")]
    [DataRow("tasks", "task 1, task 2")]
    [DataRow("asynchronous tasks", "task 1, task 2")]
    [DataRow("Parallel", "work of Parallel")]
    [DataRow("the pool", "work 1, work 2")]
    public void Strands_WithoutASeenStep_AreNamed(string by, string names)
    {
        ExploreResult result = Pass(_ => AsyncPrograms.AddUnseen(by), schedules: 20);

        Assert.Contains($"{NoStep}: {names}. Nothing in them was tried", string.Join('\n', result.Warnings));
    }

    [TestMethod]
    public void WorkOfAPool_WithoutASeenStep_IsNamed()
    {
        ExploreResult result = Pass(
            static _ =>
            {
                using CoroutineThreadPool pool = new();
                Task.WaitAll(pool.Run(static () => { }), pool.Run(static () => { }));
            },
            schedules: 20);

        Assert.Contains($"{NoStep}: work", string.Join('\n', result.Warnings));
    }

    [TestMethod]
    [DataRow("threads")]
    [DataRow("tasks")]
    [DataRow("asynchronous tasks")]
    [DataRow("Parallel")]
    [DataRow("the pool")]
    public void Strands_ThatMakeSteps_AreNotNamed(string by)
    {
        ExploreResult result = Pass(_ => AsyncPrograms.AddSeen(by), schedules: 100);

        Assert.DoesNotContain(NoStep, string.Join('\n', result.Warnings));
    }

    [TestMethod]
    public void WorkOfAPool_OnAThreadThatHasRunOther_IsJudgedByItself()
    {
        ExploreResult result = Pass(
            static scheduler =>
            {
                using CoroutineThreadPool pool = new(new CoroutineThreadPoolOptions { MaxThreads = 1 });
                CoroutineQueue<int> queue = new();
                Task.WaitAll(pool.Run(() => queue.Enqueue(1)), pool.Run(() => queue.Enqueue(2)));
                scheduler.Start(() => queue.Enqueue(3)).Await();
            },
            schedules: 20);

        Assert.DoesNotContain(NoStep, string.Join('\n', result.Warnings));
    }

    [TestMethod]
    public void Parallel_WaitsForItsWork_WarningNamesParallel() =>
        Assert.Contains("Parallel", string.Join('\n', Pass(static _ => AsyncPrograms.AddSeen("Parallel"), schedules: 20).Warnings));
}
