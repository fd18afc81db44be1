namespace Baton.Tests;

/// <summary>
/// Loops that wait synchronously, driven by somebody else's loop that only calls back, as the porting page shows it: a list of coroutines.
/// </summary>
[TestClass]
public sealed class HostLoopTests : CoroutineTest
{
    private readonly TickLoops _loops = new();
    private readonly List<string> _log = [];

    private string LogOfTick
    {
        get
        {
            _log.Clear();
            _loops.Tick();
            return string.Join(' ', _log);
        }
    }

    [TestCleanup]
    public void DisposeLoops() => _loops.Dispose();

    [TestMethod]
    public void Tick_SeveralLoops_EachHasOneTurnInTheOrderOfAdding()
    {
        Add("a", turns: 9);
        Add("b", turns: 9);
        Add("c", turns: 9);
        Assert.IsEmpty(_log, "nothing runs before the first tick");

        Assert.AreEqual("a1 b1 c1", LogOfTick);
        Assert.AreEqual("a2 b2 c2", LogOfTick);
        Assert.AreEqual("a3 b3 c3", LogOfTick);
    }

    [TestMethod]
    public void Tick_ManyLoopsAndTicks_NeverMoreThanOneTurnEach()
    {
        const int Loops = 20;
        const int Ticks = 50;
        int[] turns = new int[Loops];
        for (int i = 0; i < Loops; i++)
        {
            int me = i;
            _loops.Add(wait =>
            {
                while (true)
                {
                    turns[me]++;
                    Assert.IsTrue(me == 0 || turns[me - 1] == turns[me], "after the one before it");
                    wait();
                }
            });
        }

        for (int tick = 1; tick <= Ticks; tick++)
        {
            _loops.Tick();
            Assert.IsTrue(turns.All(turn => turn == tick));
        }
    }

    [TestMethod]
    public void Tick_WaitFromDeepInACallBack_GoesOnThereAtTheNextTick()
    {
        _loops.Add(wait =>
        {
            int[] items = [3, 1, 2];
            Array.Sort(items, (a, b) =>
            {
                wait();
                return a.CompareTo(b);
            });
            _log.Add(string.Join(',', items));
        });

        int ticks = 1;
        while (LogOfTick.Length == 0)
        {
            ticks++;
        }

        Assert.IsGreaterThan(2, ticks);
        Assert.AreEqual("1,2,3", _log.Single());
    }

    [TestMethod]
    public void Tick_LoopThatSuspendsWithNoWaitAtHand_GoesOnAtTheNextTick()
    {
        _loops.Add(_ =>
        {
            Wait("one");
            Wait("two");
        });

        Assert.AreEqual("one", LogOfTick);
        Assert.AreEqual("two", LogOfTick);
        Assert.AreEqual("", LogOfTick);

        void Wait(string before)
        {
            _log.Add(before);
            Coroutine.Suspend(true);
        }
    }

    [TestMethod]
    public void Tick_OneLoopEnds_TheOthersKeepTheirOrder()
    {
        Add("a", turns: 2);
        Add("b", turns: 1);
        Add("c", turns: 3);

        Assert.AreEqual("a1 b1 c1", LogOfTick);
        Assert.AreEqual("a2 b-off c2", LogOfTick);
        Assert.AreEqual("a-off c3", LogOfTick);
        Assert.AreEqual("c-off", LogOfTick);
        Assert.AreEqual("", LogOfTick);
    }

    [TestMethod]
    public void Tick_OneLoopFails_TheOthersHaveTheirTurnAndItComesOut()
    {
        InvalidDataException failure = new("spoilt");
        Add("a", turns: 9);
        _loops.Add(wait =>
        {
            wait();
            throw failure;
        });
        Add("c", turns: 9);
        Assert.AreEqual("a1 c1", LogOfTick);

        AggregateException thrown = Assert.ThrowsExactly<AggregateException>(() => LogOfTick);

        Assert.AreSame(failure, thrown.InnerExceptions.Single());
        Assert.AreEqual("a2 c2", string.Join(' ', _log));
        Assert.AreEqual("a3 c3", LogOfTick);
    }

    [TestMethod]
    public void Add_DuringATick_BeginsAtTheNextTick()
    {
        _loops.Add(wait =>
        {
            _log.Add("a");
            Add("new", turns: 9);
            wait();
            _log.Add("a");
        });
        Add("b", turns: 9);

        Assert.AreEqual("a b1", LogOfTick);
        Assert.AreEqual("a b2 new1", LogOfTick);
    }

    [TestMethod]
    public void Remove_DuringATickBeforeItsTurn_HasNoTurnAndCleansUp()
    {
        Coroutine<bool>? removed = null;
        _loops.Add(wait =>
        {
            wait();
            _loops.Remove(removed!);
            _log.Add("a");
            wait();
        });
        removed = Add("b", turns: 9);
        Add("c", turns: 9);

        Assert.AreEqual("b1 c1", LogOfTick);
        Assert.AreEqual("b-finally a c2", LogOfTick);
        Assert.AreEqual("c3", LogOfTick);
    }

    [TestMethod]
    public void Remove_DuringATickAfterItsTurn_CleansUp()
    {
        Coroutine<bool> removed = Add("a", turns: 9);
        _loops.Add(wait =>
        {
            wait();
            _loops.Remove(removed);
        });

        Assert.AreEqual("a1", LogOfTick);
        Assert.AreEqual("a2 a-finally", LogOfTick);
        Assert.AreEqual("", LogOfTick);
    }

    [TestMethod]
    public void Remove_ByTheLoopItself_RunsToItsNextWaitAndCleansUpThere()
    {
        Coroutine<bool>? itself = null;
        itself = _loops.Add(wait =>
        {
            try
            {
                _loops.Remove(itself!);
                _log.Add("goes on");
                wait();
                _log.Add("never");
            }
            finally
            {
                _log.Add("finally");
            }
        });
        Add("b", turns: 9);

        Assert.AreEqual("goes on finally b1", LogOfTick);
        Assert.AreEqual("b2", LogOfTick);
    }

    [TestMethod]
    public void Dispose_LoopsInAllStates_UnwindsEachAndTellsWhatFailed()
    {
        IOException failure = new("cannot save");
        Add("a", turns: 9);
        Add("b", turns: 1);
        _loops.Add(wait =>
        {
            using Cleanup fails = new(() => throw failure);
            wait();
        });
        Add("d", turns: 9);
        Assert.AreEqual("a1 b1 d1", LogOfTick);
        _log.Clear();
        Add("not begun", turns: 9);

        AggregateException thrown = Assert.ThrowsExactly<AggregateException>(_loops.Dispose);

        Assert.AreSame(failure, thrown.InnerExceptions.Single());
        Assert.AreEqual("a-finally b-finally d-finally", string.Join(' ', _log));
        Assert.AreEqual("", LogOfTick);
    }

    [TestMethod]
    public void Tick_ByALoopInItsTurn_IsRefusedForItAloneAndItGoesOn()
    {
        _loops.Add(wait =>
        {
            AggregateException thrown = Assert.ThrowsExactly<AggregateException>(_loops.Tick);
            Assert.IsInstanceOfType<InvalidOperationException>(thrown.InnerExceptions.Single());
            wait();
            _log.Add("a2");
        });
        Add("b", turns: 9);

        Assert.AreEqual("b1 b2", LogOfTick);
        Assert.AreEqual("a2 b3", LogOfTick);
    }

    private Coroutine<bool> Add(string name, int turns) => _loops.Add(wait =>
    {
        try
        {
            bool running = true;
            for (int turn = 1; running; turn++)
            {
                _log.Add($"{name}{turn}");
                wait();
                running = turn < turns;
            }

            _log.Add($"{name}-off");
        }
        catch (CoroutineCanceledException)
        {
            _log.Add($"{name}-finally");
            throw;
        }
    });
}
