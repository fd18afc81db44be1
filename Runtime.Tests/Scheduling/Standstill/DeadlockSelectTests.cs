namespace Baton.Tests;

/// <summary>Frames of one scheduler that select on each other, and on nothing else: each is told, as with awaits.</summary>
[TestClass]
public sealed class DeadlockSelectTests : SchedulerTest
{
    private readonly Frame?[] _frames = new Frame?[3];

    [TestMethod]
    public void Select_OnEachOther_EachIsTold()
    {
        AssertAreTold((me, others) => Select.Any(Select.On(others[0])));
    }

    [TestMethod]
    public void Select_AKnot_EachIsTold()
    {
        AssertAreTold((me, others) => Select.Any(Select.On(others[0]), Select.On(others[1])));
    }

    [TestMethod]
    public void Select_AKnotWithATimeThatNeverComes_EachIsTold()
    {
        AssertAreTold((me, others) => Select.Any(Select.On(others[0]), Select.On(others[1]), Select.After(Timeout.InfiniteTimeSpan)));
    }

    [TestMethod]
    public void Select_OnItself_IsTold()
    {
        AssertAreTold((me, others) => Select.Any(Select.On(me)));
    }

    [TestMethod]
    public void Select_SomeAwaitInstead_TheRingIsTold()
    {
        AssertAreTold((me, others) =>
        {
            if (me == _frames[0])
            {
                Select.Any(Select.On(others[0]), Select.On(others[1]));
            }
            else
            {
                _frames[0]!.Await();
            }
        }, least: 2); // the third goes on when one of them has ended
    }

    [TestMethod]
    [DataRow("queue")]
    [DataRow("time")]
    [DataRow("task")]
    [DataRow("token")]
    public void Select_OneCaseComesFromOutside_NobodyIsTold(string how)
    {
        CoroutineQueue<int> queue = new();
        TaskCompletionSource task = new();
        using CancellationTokenSource source = new();

        Run(() =>
        {
            Frame? first = null;
            Frame second = Coroutine.Async(() =>
            {
                Coroutine.Yield();
                Select.Any(Select.On(first!));
            });
            first = Coroutine.Async(() => SelectWith(how, second));
            Coroutine.Yield();
            Coroutine.Yield();
            queue.Enqueue(1);
            task.SetResult();
            source.Cancel();
            first.Await();
            second.Await();
        });

        void SelectWith(string how, Frame other)
        {
            switch (how)
            {
                case "queue":
                    Select.Any(Select.On(other), queue.OnDequeue(_ => { }));
                    break;
                case "time":
                    Select.Any(Select.On(other), Select.After(TimeSpan.FromMilliseconds(1)));
                    break;
                case "task":
                    Select.Any(Select.On(other), Select.On(task.Task));
                    break;
                default:
                    Assert.Throws<OperationCanceledException>(() => Select.Any([Select.On(other)], source.Token));
                    break;
            }
        }
    }

    [TestMethod]
    public void Select_InsideTheScheduler_TakesTheFrameThatHasEnded()
    {
        CoroutineQueue<int> queue = new();

        int index = Run(() =>
        {
            Frame never = Coroutine.Async(() => { queue.Dequeue(); });
            Frame ends = Coroutine.Async(() => Coroutine.Yield());
            int index = Select.Any(Select.On(never), Select.On(ends, () => Log.Add("ended")), Select.On(ends));
            queue.Enqueue(1);
            return index;
        });

        Assert.Contains(index, [1, 2]);
    }

    [TestMethod]
    public void Select_InsideTheScheduler_IsCanceled()
    {
        CoroutineQueue<int> queue = new();

        Run(() =>
        {
            Frame never = Coroutine.Async(() => { queue.Dequeue(); });
            Frame selects = Coroutine.Async(() => { Select.Any(Select.On(never)); });
            selects.Cancel();

            Assert.Throws<OperationCanceledException>(selects.Await);
            queue.Enqueue(1);
        });
    }

    private void AssertAreTold(Action<Frame, Frame[]> wait, int least = 3)
    {
        int told = 0;

        Run(() =>
        {
            for (int i = 0; i < _frames.Length; i++)
            {
                int me = i;
                _frames[i] = Coroutine.Async(() =>
                {
                    Coroutine.Yield();
                    Frame[] others = [_frames[(me + 1) % _frames.Length]!, _frames[(me + 2) % _frames.Length]!];
                    try
                    {
                        wait(_frames[me]!, others);
                    }
                    catch (CoroutineDeadlockException)
                    {
                        told++;
                    }
                });
            }
        });

        Assert.IsGreaterThanOrEqualTo(least, told);
    }
}
