namespace Baton.Tests;

/// <summary>AwaitEach: an asynchronous sequence in a foreach of code that is not async.</summary>
[TestClass]
public sealed class AwaitEachTests : AwaitEachTest
{
    [TestMethod]
    public void AwaitEach_InAFrame_OthersRunMeanwhile()
    {
        Run(() =>
        {
            Frame reads = Coroutine.Async(() =>
            {
                foreach (int item in Items(Behind()).AwaitEach())
                {
                    Log.Add($"{item}");
                }
            });
            Log.Add("other");
            _gate.SetResult();
            reads.Await();
        });

        AssertLog("begins other 1 2 disposed");
    }

    [TestMethod]
    [DataRow("coroutine")]
    [DataRow("generator")]
    [DataRow("outside")]
    public void AwaitEach_Elsewhere_GivesAllItems(string place)
    {
        using Timer timer = new(_ => _gate.TrySetResult(), null, 10, -1);
        int Sum() => Items(Behind()).AwaitEach().Sum();

        int sum = place switch
        {
            "coroutine" => Run(() => Coroutine.Create<int>(_ => Sum(), InPool).Resume()),
            "generator" => Run(() => Coroutine.Generate<int>(y => y.Suspend(Sum()), options: InPool).Single()),
            _ => Sum(),
        };

        Assert.AreEqual(3, sum);
        AssertLog("begins disposed");
    }

    [TestMethod]
    public void AwaitEach_NotEnumerated_DoesNothing()
    {
        IEnumerable<int> items = Items(Behind()).AwaitEach();
        using IEnumerator<int> enumerator = items.GetEnumerator();

        AssertLog("");
    }

    [TestMethod]
    public void AwaitEach_EnumeratedTwice_BeginsAnew()
    {
        _gate.SetResult();
        IEnumerable<int> items = Items(Behind()).AwaitEach();

        Assert.AreEqual(6, items.Sum() + items.Sum());
        AssertLog("begins disposed begins disposed");
    }

    [TestMethod]
    public void AwaitEach_LeftEarly_IsDisposedBeforeTheLoopEnds()
    {
        TaskCompletionSource disposal = new();
        _gate.SetResult();
        Run(() =>
        {
            Frame reads = Coroutine.Async(() =>
            {
                foreach (int item in Items(Behind(), disposal.Task).AwaitEach())
                {
                    break;
                }

                Log.Add("left");
            });
            Log.Add("other");
            disposal.SetResult();
            reads.Await();
        });

        AssertLog("begins other disposed left");
    }

    [TestMethod]
    public void AwaitEach_SequenceFails_ThrowsTheSameObjectAndDisposes() => Run(() =>
    {
        FormatException failure = new();
        Frame reads = Coroutine.Async(() =>
            Assert.AreSame(failure, Assert.ThrowsExactly<FormatException>(() => Items(Behind()).AwaitEach().Sum())));
        _gate.SetException(failure);
        reads.Await();
        AssertLog("begins disposed");
    });

    [TestMethod]
    public void AwaitEach_DisposalFails_ThrowsTheSameObject() => Run(() =>
    {
        FormatException failure = new();
        _gate.SetResult();
        Assert.AreSame(failure, Assert.ThrowsExactly<FormatException>(
            () => Items(Behind(), Task.FromException(failure)).AwaitEach().First()));
    });

    [TestMethod]
    public void AwaitEach_BeginningFails_ThrowsTheSameObject()
    {
        FormatException failure = new();
        using IEnumerator<int> items = new FailingSequence(failure).AwaitEach(_source.Token).GetEnumerator();

        Assert.AreSame(failure, Assert.ThrowsExactly<FormatException>(() => items.MoveNext()));
    }

    [TestMethod]
    public void AwaitEach_InCleanUpOfACanceledFrame_GivesAllItems() => Run(() =>
    {
        Frame frame = Coroutine.Async(() =>
        {
            try
            {
                Coroutine.Delay(Timeout.InfiniteTimeSpan);
            }
            finally
            {
                Log.Add($"{Items(token => Late.After(1, token)).AwaitEach().Sum()}");
            }
        });
        frame.Cancel();
        Assert.Throws<OperationCanceledException>(frame.Await);
        AssertLog("begins disposed 3");
    });

    [TestMethod]
    public void AwaitEach_ItemsAtHand_SuspendsNothing()
    {
        _gate.SetResult();
        Run(() =>
        {
            Coroutine.Async(() =>
            {
                Coroutine.Yield();
                Log.Add("other");
            });
            using (Coroutine.NoSuspend())
            {
                Assert.AreEqual(3, Items(Behind()).AwaitEach().Sum());
            }
        });

        AssertLog("begins disposed other");
    }

    [TestMethod]
    public void AwaitEach_UnderAContextThatIsBlocked_DoesNotNeedIt()
    {
        SynchronizationContext.SetSynchronizationContext(new DeadContext());
        using Cleanup back = new(() => SynchronizationContext.SetSynchronizationContext(null));
        using Timer timer = new(_ => _gate.TrySetResult(), null, 10, -1);

        Assert.AreEqual(3, Items(Behind(), Late.After(10)).AwaitEach().Sum());
    }

    [TestMethod]
    public void AwaitEach_OfAGenerator_GivesItsItems() => Run(() => Assert.AreEqual(
        3, Coroutine.GenerateAsync<int>(y =>
        {
            y.Suspend(1);
            y.Suspend(2);
        }, options: InPool).AwaitEach().Sum()));

    [TestMethod]
    public void AwaitEach_ManyTimesOnOneToken_KeepsNothing()
    {
        const int Times = 10_000;
        _gate.SetResult();
        void Act(int times)
        {
            for (int i = 0; i < times; i++)
            {
                Assert.AreEqual(3, Items(Behind()).AwaitEach(_source.Token).Sum());
                Log.Clear();
            }
        }

        Run(() =>
        {
            CancellationToken own = Coroutine.CancellationToken;
            Act(100);
            long before = GC.GetTotalMemory(forceFullCollection: true);
            Act(Times);
            Assert.IsLessThan(Times * 16, GC.GetTotalMemory(forceFullCollection: true) - before);
            GC.KeepAlive(own);
        });
    }

    [TestMethod]
    public void AwaitEach_NoSource_Throws() =>
        Assert.ThrowsExactly<ArgumentNullException>(() => ((IAsyncEnumerable<int>)null!).AwaitEach());

    private sealed class FailingSequence(Exception failure) : IAsyncEnumerable<int>
    {
        public IAsyncEnumerator<int> GetAsyncEnumerator(CancellationToken cancellationToken = default) => throw failure;
    }

    private sealed class DeadContext : SynchronizationContext
    {
        public override void Post(SendOrPostCallback d, object? state)
        {
        }
    }
}
