namespace Baton.Tests;

/// <summary>Which functions may be call-backs of a select's cases: all but <c>async</c> ones, also those without an end.</summary>
[TestClass]
public sealed class SelectBodyTests : QueueTest
{
    private readonly CoroutineQueue<int> _queue = new();

    [TestMethod]
    public void Cases_OrdinaryCallbacks_AreTaken()
    {
        List<int> taken = [];
        Action<int> take = taken.Add;
        Action act = Act;
        Task<int> task = Task.FromResult(2);
        SelectCase[] cases =
        [
            _queue.OnDequeue(item => taken.Add(item)),
            _queue.OnDequeue(item => { taken.Add(item); }),
            _queue.OnDequeue(taken.Add),
            _queue.OnDequeue(take),
            _queue.OnEnqueue(1),
            _queue.OnEnqueue(1, null),
            _queue.OnEnqueue(1, action: Act),
            _queue.OnEnqueue(1, () => Act()),
            _queue.OnEnqueue(1, act),
            Select.After(TimeSpan.Zero),
            Select.After(TimeSpan.Zero, null),
            Select.After(TimeSpan.Zero, Act),
            Select.After(TimeSpan.Zero, () => { Act(); }),
            Select.On(task),
            Select.On(task, Act),
            Select.On(task, () => Act()),
            Select.On(task, item => taken.Add(item)),
            Select.On(task, taken.Add),
        ];

        foreach (SelectCase one in cases)
        {
            _queue.Enqueue(1);
            Assert.AreEqual(0, Select.Any(one));
        }

        Assert.HasCount(4 + 3 + 2 + 2 + 2, taken);

        void Act() => taken.Add(0);
    }

    [TestMethod]
    public void Cases_FramesWithOrdinaryCallbacks_AreTaken()
    {
        List<int> taken = [];
        Action<int> take = taken.Add;
        Run(() =>
        {
            Frame<int> frame = Coroutine.Async(() => 3);
            SelectCase[] cases =
            [
                Select.On(frame),
                Select.On(frame, () => taken.Add(0)),
                Select.On(frame, item => taken.Add(item)),
                Select.On(frame, taken.Add),
                Select.On(frame, take),
            ];
            Array.ForEach(cases, one => Select.Any(one));
        });

        Assert.AreSequenceEqual([0, 3, 3, 3], taken);
    }

    [TestMethod]
    public void Cases_CallbacksWithoutAnEnd_AreTaken()
    {
        Task<int> task = Task.FromResult(1);
        Run(() =>
        {
            Frame<int> frame = Coroutine.Async(() => 3);
            SelectCase[] cases =
            [
                _queue.OnDequeue(_ => throw new TimeoutException()),
                _queue.OnDequeue(_ => { throw new TimeoutException(); }),
                _queue.OnDequeue(item =>
                {
                    while (true)
                    {
                        item = item > 9 ? throw new TimeoutException() : item + 1;
                    }
                }),
                _queue.OnEnqueue(1, () => throw new TimeoutException()),
                Select.After(TimeSpan.Zero, () => throw new TimeoutException()),
                Select.On(task, () => throw new TimeoutException()),
                Select.On(task, _ => throw new TimeoutException()),
                Select.On(frame, () => throw new TimeoutException()),
                Select.On(frame, _ => throw new TimeoutException()),
            ];
            foreach (SelectCase one in cases)
            {
                _queue.Enqueue(1);
                Assert.ThrowsExactly<TimeoutException>(() => Select.Any(one));
            }
        });
    }

    [TestMethod]
    public void Cases_NullCallback_IsRefused()
    {
        Assert.AreEqual("action", Assert.ThrowsExactly<ArgumentNullException>(() => _queue.OnDequeue(null!)).ParamName);
        Assert.AreEqual("action", Assert.ThrowsExactly<ArgumentNullException>(() => Select.On(Task.CompletedTask, null!)).ParamName);
        Assert.AreEqual("frame", Assert.ThrowsExactly<ArgumentNullException>(() => Select.On((Frame)null!)).ParamName);
    }
}
