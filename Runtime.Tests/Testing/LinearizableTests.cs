using Baton.Testing;

namespace Baton.Tests;

[TestClass]
public sealed class LinearizableTests : ExploreTest
{
    private static ExploreOptions Options => new() { Seed = 7, Schedules = 3_000, Strategy = Strategy.Portfolio };

    [TestMethod]
    [DataRow(0)]
    [DataRow(1)]
    [DataRow(2)]
    [DataRow(int.MaxValue)]
    public void Queue_OfEachCapacity_IsLinearizable(int capacity) => Explore.Linearizable(
        new Operations<CoroutineQueue<int>, QueueModel>(
            () => capacity == int.MaxValue ? new CoroutineQueue<int>() : new CoroutineQueue<int>(capacity),
            () => new QueueModel(capacity))
        {
            Key = model => model.ToString(),
        }
            .Add(
                "TryEnqueue",
                random => random.Next(3),
                (queue, item) => capacity == 0 || queue.TryEnqueue(item),
                (model, item) => model.TryEnqueue(item))
            .Add("TryDequeue", queue => queue.TryDequeue(out int item) ? item : -1, model => model.TryDequeue())
            .Add("Complete", queue => queue.Complete(), model => model.Complete()),
        Options);

    [TestMethod]
    [DataRow(1)]
    [DataRow(2)]
    public void Queue_CallsThatWait_WaitOnlyWhereTheModelDoes(int capacity) => Explore.Linearizable(
        new Operations<CoroutineQueue<int>, QueueModel>(() => new CoroutineQueue<int>(capacity), () => new QueueModel(capacity))
        {
            Key = model => model.ToString(),
        }
            .Add("Enqueue", random => random.Next(3), (queue, item) => queue.Enqueue(item), (model, item) => model.Enqueue(item))
            .Add("Dequeue", queue => queue.Dequeue(), model => model.Dequeue()),
        Options);

    [TestMethod]
    public void Counter_ThatLosesUpdates_IsFoundAndMadeSmall()
    {
        ScheduleFailedException failed = Assert.ThrowsExactly<ScheduleFailedException>(() => Explore.Linearizable(
            new Operations<LazyCounter, LazyCounter>(() => new LazyCounter(true), () => new LazyCounter(false))
                .Add("Increment", counter => counter.Increment(), counter => counter.Increment())
                .Add("Get", counter => counter.Get(), counter => counter.Get()),
            Options));

        Assert.IsInstanceOfType<NotLinearizableException>(failed.InnerException);
        Assert.AreEqual(2, failed.Found.Split("Increment() = ").Length - 1, failed.Found);
        Assert.Contains("The longest order that does: Increment().", failed.Found);
    }

    [TestMethod]
    public void Replay_OfWhatTheReportTells_FailsInTheSameWay()
    {
        Operations<LazyCounter, LazyCounter> operations = new Operations<LazyCounter, LazyCounter>(
            () => new LazyCounter(true), () => new LazyCounter(false))
            .Add("Increment", counter => counter.Increment(), counter => counter.Increment())
            .Add("Get", counter => counter.Get(), counter => counter.Get());
        ScheduleFailedException failed = Assert.ThrowsExactly<ScheduleFailedException>(() => Explore.Linearizable(operations, Options));

        Assert.Contains($"Explore.Replay(operations, \"{failed.Schedule}\");", failed.Message);
        ScheduleFailedException again = Assert.ThrowsExactly<ScheduleFailedException>(
            () => Explore.Replay(operations, failed.Schedule));
        Assert.AreEqual(failed.Found, again.Found);
        Assert.AreEqual(failed.Interleaving, again.Interleaving);
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("s2:AAAAAAAAAAAAAA")]
    [DataRow("l1:7.1:s2:AAAAAAAAAAAAAA")]
    [DataRow("l1:7.1.x:s2:AAAAAAAAAAAAAA")]
    [DataRow("l1:7.1.2-3:")]
    public void Replay_OfOtherText_IsRefused(string text) => Assert.ThrowsExactly<FormatException>(() => Explore.Replay(
        new Operations<LazyCounter, LazyCounter>(() => new LazyCounter(true), () => new LazyCounter(false))
            .Add("Get", counter => counter.Get(), counter => counter.Get()),
        text));

    [TestMethod]
    public void Wait_ThatTheModelDoesNotKnow_IsFound()
    {
        ScheduleFailedException failed = Assert.ThrowsExactly<ScheduleFailedException>(() => Explore.Linearizable(
            new Operations<CoroutineQueue<int>, QueueModel>(() => new CoroutineQueue<int>(1), () => new QueueModel(2))
                .Add("Enqueue", random => random.Next(3), (queue, item) => queue.Enqueue(item), (model, item) => model.Enqueue(item)),
            Options));

        Assert.IsInstanceOfType<NotLinearizableException>(failed.InnerException);
        Assert.Contains("waits", failed.Found);
    }

    [TestMethod]
    public void Invariant_ThatDoesNotHold_FailsTheSchedule() => Assert.ThrowsExactly<ScheduleFailedException>(() => Explore.Linearizable(
        new Operations<LazyCounter, LazyCounter>(() => new LazyCounter(false), () => new LazyCounter(false))
        {
            Invariant = counter => Assert.AreEqual(0, counter.Get()),
        }
            .Add("Increment", counter => counter.Increment(), counter => counter.Increment()),
        Options));

    [TestMethod]
    public void Exceptions_AreResultsByTheirTypes() => Explore.Linearizable(
        new Operations<Stack<int>, Stack<int>>(() => new Stack<int>(), () => new Stack<int>())
            .Add("Push", random => random.Next(3), (stack, item) => stack.Push(item), (stack, item) => stack.Push(item))
            .Add("Pop", stack => stack.Pop(), stack => stack.Pop()),
        Options);

    [TestMethod]
    public void Linearizable_WithoutOperations_IsRefused() => Assert.ThrowsExactly<ArgumentException>(
        () => Explore.Linearizable(new Operations<object, object>(() => new object(), () => new object())));

    private sealed class LazyCounter(bool isSeen)
    {
        private int _value;

        internal int Increment()
        {
            int read = _value;
            if (isSeen)
            {
                TestScheduler.Current!.Point("between read and write");
            }

            return _value = read + 1;
        }

        internal int Get() => _value;
    }

    private sealed class QueueModel(int capacity)
    {
        private readonly Queue<int> _items = new();
        private bool _isCompleted;

        public override string ToString() => $"{string.Join(',', _items)} {_isCompleted}";

        internal bool TryEnqueue(int item)
        {
            if (capacity == 0)
            {
                return true;
            }

            bool fits = !_isCompleted && _items.Count < capacity;
            if (fits)
            {
                _items.Enqueue(item);
            }

            return fits;
        }

        internal int TryDequeue() => _items.TryDequeue(out int item) ? item : -1;

        internal bool Complete() => !_isCompleted && (_isCompleted = true);

        internal void Enqueue(int item)
        {
            if (_items.Count == capacity)
            {
                throw new CallBlocksException();
            }

            _items.Enqueue(item);
        }

        internal int Dequeue() => _items.TryDequeue(out int item) ? item : throw new CallBlocksException();
    }
}
