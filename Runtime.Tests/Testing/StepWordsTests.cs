using Baton.Testing;

namespace Baton.Tests;

/// <summary>Reports tell what a strand does to what is Baton's, and when time goes on.</summary>
[TestClass]
public sealed class StepWordsTests : ExploreTest
{
    private static readonly Dictionary<string, Action<CoroutineQueue<int>>> s_steps = new()
    {
        ["enqueues into queue #1"] = static queue => queue.Enqueue(1),
        ["enqueues into queue #1 (async)"] = static queue => queue.EnqueueAsync(1).AsTask().Await(),
        ["dequeues from queue #1"] = static queue => queue.Dequeue(),
        ["dequeues from queue #1 (async)"] = static queue => queue.DequeueAsync().AsTask().Await(),
        ["dequeues from queue #1 (all)"] = static queue => queue.DequeueAll().First(),
        ["tries to enqueue into queue #1"] = static queue => queue.TryEnqueue(1),
        ["tries to dequeue from queue #1"] = static queue => queue.TryDequeue(out _),
        ["completes queue #1"] = static queue => queue.Complete(),
        ["discards queue #1"] = static queue => queue.Discard(),
        ["selects"] = static queue => Select.Any(queue.OnDequeue(static _ => { })),
        ["selects (or default)"] = static queue => Select.AnyOrDefault(queue.OnDequeue(static _ => { })),
        ["selects (async)"] = static queue => Select.AnyAsync(queue.OnDequeue(static _ => { })).AsTask().Await(),
        ["delays"] = static _ => Coroutine.Delay(TimeSpan.FromSeconds(1)),
        ["yields"] = static _ => Coroutine.Yield(),
    };

    public static IEnumerable<object[]> Steps => s_steps.Keys.Select(static step => (object[])[step]);

    [TestMethod]
    [DynamicData(nameof(Steps))]
    public void Report_StepOfBaton_TellsWhatIsDone(string step)
    {
        ScheduleFailedException failed = Fail(
            _ =>
            {
                CoroutineQueue<int> queue = new();
                queue.Enqueue(1);
                s_steps[step](queue);
                Assert.Fail();
            },
            FailureKind.Assertion);

        string expected = step.Split(" (")[0];
        Assert.Contains(expected, LinesOf(failed).Select(static line => line.TrimStart(' ', '1', '2', '3', '4', '5', '6', '7', '8', '9')));
    }

    [TestMethod]
    public void Report_TimesThatGoBy_AreTold()
    {
        ScheduleFailedException failed = Fail(
            static scheduler =>
            {
                Frame other = scheduler.Start(static () => Coroutine.Delay(TimeSpan.FromMilliseconds(1_500)));
                Coroutine.Delay(TimeSpan.FromSeconds(1));
                other.Await();
                scheduler.Advance(TimeSpan.FromSeconds(1)); // nothing is set for then
                Coroutine.Delay(TimeSpan.FromMinutes(1));
                Assert.Fail();
            },
            FailureKind.Assertion);

        IEnumerable<string> times = LinesOf(failed)
            .Where(static line => line.StartsWith(Interleaving.TimeMark, StringComparison.Ordinal))
            .Select(static line => line[Interleaving.TimeMark.Length..]);
        Assert.AreEqual("1 s, 1.5 s, 62.5 s", string.Join(", ", times));
    }

    private static string[] LinesOf(ScheduleFailedException failed) => failed.Interleaving.ReplaceLineEndings("\n").Split('\n');
}
