namespace Baton.Tests;

/// <summary>
/// Scopes that know nothing of each other fail with the same exceptions. What an exception told when it came out of one of them does not
/// change by what the others do, and exceptions do not keep each other.
/// </summary>
[TestClass]
public sealed class KeptForOthersTests : SchedulerTest
{
    private static readonly CoroutineScopeOptions s_supervise = new() { Supervise = true };

    // Each fails with the failures of the tasks, in their order.
    private Dictionary<string, Action<Task[]>> Ways => new()
    {
        ["a scope"] = tasks => Run(() => Supervise(tasks)),
        ["a scope outside"] = Supervise,
        ["a scope in a body"] = tasks => Run(() =>
            Assert.AreEqual(0, Coroutine.Generate<int>(_ => Supervise(tasks), options: InPool).Count())),
        ["a scope in a task"] = tasks => Run(() => Task.Run(() => Supervise(tasks)).Await()),
        ["AwaitAll"] = tasks => Run(() =>
            Frame.AwaitAll([.. tasks.Select(static task => Coroutine.Async(task.Await))])),
        ["AwaitAll outside"] = tasks =>
        {
            using CoroutineScheduler scheduler = new(OnPool);
            Frame.AwaitAll([.. tasks.Select(task => scheduler.Start(task.Await))]);
        },
        ["a scope with one more around"] = tasks => Run(() => CoroutineScope.Run(_ => Supervise(tasks))),
    };

    public static IEnumerable<object[]> Cells =>
        from one in new KeptForOthersTests { TestContext = null! }.Ways.Keys
        from other in new KeptForOthersTests { TestContext = null! }.Ways.Keys
        select new object[] { one, other };

    [TestMethod]
    [DynamicData(nameof(Cells))]
    public void FurtherFailures_OfTwoInTheOtherOrder_StayWhatTheyWere(string one, string other)
    {
        Task[] tasks = NewFailed(2);
        List<Told> told = [];

        Fail(one, told, tasks[0], tasks[1]);
        Fail(other, told, tasks[1], tasks[0]);
        Fail(one, told, tasks[0], tasks[1]);

        AssertStays(told);
    }

    [TestMethod]
    [DynamicData(nameof(Cells))]
    public void FurtherFailures_OfThreeInARound_StayWhatTheyWere(string one, string other)
    {
        Task[] tasks = NewFailed(3);
        List<Told> told = [];

        Fail(one, told, tasks[0], tasks[1]);
        Fail(other, told, tasks[1], tasks[2]);
        Fail(one, told, tasks[2], tasks[0]);
        Fail(other, told, tasks[0], tasks[2]);

        AssertStays(told);
    }

    [TestMethod]
    [DynamicData(nameof(Cells))]
    public void FurtherFailures_AnotherFailsWithTheSameAndOneMore_StayWhatTheyWere(string one, string other)
    {
        Task[] tasks = NewFailed(3);
        List<Told> told = [];

        Fail(one, told, tasks[0], tasks[1]);
        Fail(other, told, tasks[0], tasks[1], tasks[2]);
        Fail(one, told, tasks[0], tasks[1]);

        AssertStays(told);
    }

    [TestMethod]
    public void FurtherFailures_OfManyInAnyOrder_StayWhatTheyWere()
    {
        Random random = new(1);
        string[] names = [.. Ways.Keys];
        for (int round = 0; round < 10; round++)
        {
            Task[] tasks = NewFailed(4);
            List<Told> told = [];
            for (int i = 0; i < 12; i++)
            {
                random.Shuffle(tasks);
                Fail(names[random.Next(names.Length)], told, tasks[..random.Next(2, 5)]);
            }

            AssertStays(told);
        }
    }

    [TestMethod]
    public void FurtherFailures_OfSeveralAtTheSameTime_DoNotKeepEachOther()
    {
        for (int round = 0; round < 50; round++)
        {
            Task[] tasks = NewFailed(2);
            List<Told>[] told = [[], []];
            TestThread.RunAtOnce(2, index => Fail("a scope outside", told[index], tasks[index], tasks[1 - index]));

            AssertStays([.. told[0], .. told[1]]);
        }
    }

    private static Task[] NewFailed(int count) =>
        [.. Enumerable.Range(0, count).Select(static index => Task.FromException(new InvalidDataException($"{index}")))];

    private void Fail(string way, List<Told> told, params Task[] tasks)
    {
        Exception seen = Assert.ThrowsExactly<InvalidDataException>(() => Ways[way](tasks));

        Exception[] failures = [.. tasks.Select(static task => task.Exception!.InnerException!)];
        Assert.AreEqual(failures[0].Message, seen.Message);
        Assert.AreSequenceEqual(failures[1..], CoroutineScope.FurtherFailures(seen), way);
        told.Add(new Told(seen, failures[1..]));
    }

    private static void AssertStays(List<Told> told)
    {
        foreach (Told one in told)
        {
            Assert.AreSequenceEqual(one.Further, CoroutineScope.FurtherFailures(one.Seen));
            AssertEnds(one.Seen, []);
        }
    }

    private static void AssertEnds(Exception from, Stack<Exception> way)
    {
        Assert.DoesNotContain(from, way, ReferenceEqualityComparer.Instance, "exceptions keep each other");
        way.Push(from);
        foreach (Exception further in CoroutineScope.FurtherFailures(from))
        {
            AssertEnds(further, way);
        }

        way.Pop();
    }

    private static void Supervise(Task[] tasks) => CoroutineScope.Run(
        scope =>
        {
            foreach (Task task in tasks)
            {
                scope.Async(task.Await);
            }
        },
        s_supervise);

    private sealed record Told(Exception Seen, Exception[] Further);
}
