namespace Baton.Tests;

/// <summary>
/// Somebody else's loop runs as a frame, on the thread that called <c>Run</c>; its tick is a <c>Yield</c>, which lets each frame that is
/// ready run once. Between two ticks nothing else runs.
/// </summary>
[TestClass]
public sealed class HostLoopFrameTests : SchedulerTest
{
    private readonly List<Frame> _loops = [];

    [TestMethod]
    public void Yield_AsTheTick_EachLoopHasOneTurnInTheOrderOfStart()
    {
        Run(() =>
        {
            Frame[] loops = [Loop("a", 3), Loop("b", 2), Loop("c", 3)];
            HostLoop(ticks: 3);
            Assert.IsTrue(loops.All(loop => loop.IsCompleted));
        });

        AssertLog("a1 b1 c1 | a2 b2 c2 | a3 b-off c3 | a-off c-off");
    }

    [TestMethod]
    public void Yield_AsTheTick_TheHostStaysOnItsThread() => Run(() =>
    {
        int thread = Environment.CurrentManagedThreadId;
        Loop("a", 9);
        for (int tick = 0; tick < 5; tick++)
        {
            Coroutine.Yield();
            Assert.AreEqual(thread, Environment.CurrentManagedThreadId);
        }
    });

    [TestMethod]
    public void Yield_LoopThatAwaits_HasNoTurnUntilItsTaskEndsAndThenOneBehindTheOthers()
    {
        TaskCompletionSource loaded = new();
        Run(() =>
        {
            Coroutine.Async(() =>
            {
                Log.Add("a1");
                loaded.Task.Await();
                Log.Add("a2");
                Coroutine.Yield();
                Log.Add("a3");
            });
            Loop("b", 9);
            HostLoop(ticks: 1);
            loaded.SetResult();
            HostLoop(ticks: 2);
            CancelAll();
        });

        AssertLog("a1 b1 | b2 | b3 a2 | b4 a3 b-finally");
    }

    [TestMethod]
    public void Yield_OneLoopFails_TheOthersGoOnAndItsFrameTells()
    {
        Run(() =>
        {
            Frame fails = Coroutine.Async(() =>
            {
                Coroutine.Yield();
                throw new InvalidDataException("spoilt");
            });
            Loop("b", 1);
            HostLoop(ticks: 2);
            Assert.ThrowsExactly<InvalidDataException>(fails.Await);
        });

        AssertLog("b1 | b-off |");
    }

    [TestMethod]
    public void Async_ByALoopInItsTurn_BeginsAtOnceAndThenHasOneTurnATick()
    {
        Run(() =>
        {
            Coroutine.Async(() =>
            {
                Coroutine.Yield();
                Loop("new", 2);
                Log.Add("a");
            });
            Loop("b", 2);
            HostLoop(ticks: 3);
        });

        AssertLog("b1 | new1 a b2 | new2 b-off | new-off");
    }

    [TestMethod]
    public void Cancel_BetweenTicks_CleansUpInItsNextTurn()
    {
        Run(() =>
        {
            Loop("a", 2);
            Frame canceled = Loop("b", 9);
            canceled.Cancel();
            HostLoop(ticks: 2);
        });

        AssertLog("a1 b1 | a2 b-finally | a-off");
    }

    private Frame Loop(string name, int turns)
    {
        Frame loop = Coroutine.Async(() =>
        {
            try
            {
                for (int turn = 1; turn <= turns; turn++)
                {
                    Log.Add($"{name}{turn}");
                    Coroutine.Yield();
                }

                Log.Add($"{name}-off");
            }
            catch (OperationCanceledException)
            {
                Log.Add($"{name}-finally");
                throw;
            }
        });
        _loops.Add(loop);
        return loop;
    }

    private void CancelAll() => _loops.ForEach(loop => loop.Cancel());

    private void HostLoop(int ticks)
    {
        for (int tick = 0; tick < ticks; tick++)
        {
            Log.Add("|");
            Coroutine.Yield();
        }
    }
}
