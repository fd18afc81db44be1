namespace Baton.Tests;

/// <summary>
/// What Zig's own tests of async functions, and zigcoro's, ask of frames. What resumes there is a task that completes, here.
/// </summary>
[TestClass]
public sealed class ZigTests : SchedulerTest
{
    private delegate string Greeting(string name);

    [TestMethod]
    [TestProperty("Conformance", "ZIG-1")]
    [TestProperty("Conformance", "ZIGCORO-1")]
    public void Async_FrameThatSuspendsTwice_InterleavesStepByStep()
    {
        Steps steps = new();
        Run(() =>
        {
            steps.Reach(1);
            Frame frame = Coroutine.Async(() =>
            {
                steps.Reach(2);
                Coroutine.Yield();
                steps.Reach(4);
                Coroutine.Yield();
                steps.Reach(6);
            });
            steps.Reach(3);
            Coroutine.Yield();
            steps.Reach(5);
            Coroutine.Yield();
            steps.Reach(7);
            Assert.IsTrue(frame.IsCompleted);
        });
        steps.Reach(8);
    }

    [TestMethod]
    [TestProperty("Conformance", "ZIG-2")]
    public void Async_Arguments_AreThoseOfTheCallWhateverBecomesOfTheCallersVariables()
    {
        Run(() =>
        {
            for (int i = 0; i < 3; i++)
            {
                (int Number, string Text) argument = (i, $"text{i}");
                StartWith(argument);
                argument = (-1, "overwritten");
                Overwrite(argument.Number);
            }
        });

        AssertLog("0text0 1text1 2text2");
    }

    [TestMethod]
    [TestProperty("Conformance", "ZIG-3")]
    public void Suspend_AsTheLastStatement_EndsWhenItsTurnComes()
    {
        TaskCompletionSource source = new();
        Run(() =>
        {
            Frame frame = Coroutine.Async(() => source.Task.Await());
            Coroutine.Yield();
            Assert.IsFalse(frame.IsCompleted);
            source.SetResult();
            frame.Await();
        });
    }

    [TestMethod]
    [TestProperty("Conformance", "ZIG-4")]
    public void Locals_AcrossThreeSuspensions_Accumulate()
    {
        int seen = 1;
        Run(() =>
        {
            Frame frame = Coroutine.Async(() =>
            {
                int x = 5;
                Coroutine.Yield();
                x += 1;
                Coroutine.Yield();
                x *= 10;
                Coroutine.Yield();
                seen = x;
            });
            Coroutine.Yield();
            Coroutine.Yield();
            Assert.AreEqual(1, seen);
            frame.Await();
        });

        Assert.AreEqual(60, seen);
    }

    [TestMethod]
    [TestProperty("Conformance", "ZIG-5")]
    public void PlainCall_ToAFunctionThatSuspends_SuspendsTheWholeChain()
    {
        TaskCompletionSource<int> source = new();
        int Inner() => source.Task.Await() + 1;
        int Middle() => Inner() + 1;
        Run(() =>
        {
            Frame<int> frame = Coroutine.Async(() => Middle() + 1);
            Log.Add("suspended");
            source.SetResult(7);
            Log.Add($"{frame.Await()}");
        });

        AssertLog("suspended 10");
    }

    [TestMethod]
    [TestProperty("Conformance", "ZIG-9")]
    public void Async_ThroughADelegate_DeliversItsResultAtTheEnd()
    {
        Greeting[] greetings = [name => $"hello {name}", Slowly];
        Run(() =>
        {
            string? place = null;
            Frame<string>[] frames = [.. greetings.Select(greeting => Coroutine.Async(() => place = greeting("baton")))];
            Assert.AreEqual("hello baton", place);
            Assert.AreEqual("hello baton", frames[0].Await());
            Assert.AreEqual("slow baton", frames[1].Await());
            Assert.AreEqual("slow baton", place);
        });
    }

    [TestMethod]
    [TestProperty("Conformance", "ZIGCORO-4")]
    public void Coroutine_WithValuesBothWaysDrivenByAFrame_SuspendsTheFrameInBetween()
    {
        Run(() =>
        {
            Frame<int> frame = Coroutine.Async(() =>
            {
                using Coroutine<int, int> coroutine = Coroutine.Create<int, int>(
                    (y, first) =>
                    {
                        int second = y.Suspend(first * 10);
                        Coroutine.Yield();
                        return y.Suspend(second * 10) * 10;
                    },
                    InPool);
                return coroutine.Resume(1) + coroutine.Resume(2) + coroutine.Resume(3);
            });
            Log.Add("meanwhile");
            Log.Add($"{frame.Await()}");
        });

        AssertLog("meanwhile 60");
    }

    private static string Slowly(string name)
    {
        Coroutine.Yield();
        return $"slow {name}";
    }

    private void StartWith((int Number, string Text) argument) => Coroutine.Async(() =>
    {
        Coroutine.Yield();
        Log.Add($"{argument.Number}{argument.Text}");
    });

    private static void Overwrite(int with)
    {
        Span<int> stack = stackalloc int[512];
        stack.Fill(with);
    }
}
