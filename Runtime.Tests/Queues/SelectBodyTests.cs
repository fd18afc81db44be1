using System.ComponentModel;
using System.Reflection;

namespace Baton.Tests;

/// <summary>Which lambdas may be call-backs of a select's cases: all but the <c>async</c> ones, which the compiler refuses.</summary>
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

    [TestMethod]
    public void Overloads_ForTasks_AreErrorsToCallAndHidden()
    {
        MethodInfo[] refused =
        [
            .. typeof(Select).GetMethods().Concat(typeof(CoroutineQueue<int>).GetMethods())
                .Where(method => method.GetCustomAttribute<ObsoleteAttribute>() is not null),
        ];

        string[] names = [.. refused.Select(method => method.Name).Order()];
        string[] expected =
        [
            .. Enumerable.Repeat("After", 3), .. Enumerable.Repeat("On", 12), .. Enumerable.Repeat("OnDequeue", 3),
            .. Enumerable.Repeat("OnEnqueue", 3),
        ];
        Assert.AreSequenceEqual(expected, names);
        foreach (MethodInfo method in refused)
        {
            Assert.IsTrue(method.GetCustomAttribute<ObsoleteAttribute>()!.IsError, method.Name);
            Assert.AreEqual(EditorBrowsableState.Never, method.GetCustomAttribute<EditorBrowsableAttribute>()!.State, method.Name);
        }
    }

    /// <summary>The compiler's choice for each, which it makes an error of anywhere but in obsolete code.</summary>
    [TestMethod]
    [Obsolete("Calls what nobody may call.")]
    public void Overloads_ForTasks_AreWhatAsyncLambdasResolveTo()
    {
        Task<int> task = Task.FromResult(1);
        Frame<int> frame = Run(() => Coroutine.Async(() => 1));
        Func<object>[] calls =
        [
            () => _queue.OnDequeue(async item => await Task.Yield()),
            () => _queue.OnDequeue(async _ =>
            {
                while (true)
                {
                    await Task.Yield();
                }
            }),
            () => _queue.OnDequeue(async _ => throw new TimeoutException(await Task.FromResult("late"))),
            () => _queue.OnDequeue(item => _queue.EnqueueAsync(item).AsTask()),
            () => _queue.OnDequeue(Later),
            () => _queue.OnEnqueue(1, async () => await Task.Yield()),
            () => _queue.OnEnqueue(1, async () => await Task.FromResult(5)),
            () => Select.After(TimeSpan.Zero, async () => await Task.Yield()),
            () => Select.After(TimeSpan.Zero, () => Task.CompletedTask),
            () => Select.On(task, async () => await Task.Yield()),
            () => Select.On(task, async item => await Task.Yield()),
            () => Select.On(task, Later),
            () => Select.On(frame, async () => await Task.Yield()),
            () => Select.On(frame, async item => await Task.Yield()),
            () => Select.On(frame, Later),
        ];

        foreach (Func<object> call in calls)
        {
            StringAssert.Contains(Assert.ThrowsExactly<NotSupportedException>(() => call()).Message, "cannot be async");
        }

        static Task Later(int item) => Task.CompletedTask;
    }
}
