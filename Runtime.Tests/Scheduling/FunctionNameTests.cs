namespace Baton.Tests;

/// <summary>What was given no name is shown by the name of its function.</summary>
[TestClass]
public sealed class FunctionNameTests : SchedulerTest
{
    private readonly TaskCompletionSource _gate = new();

    [TestMethod]
    [DataRow("Work", "Work")]
    [DataRow("<Main>b__0_1", "Main (lambda)")]
    [DataRow("<<Main>$>b__0_1", "Main (lambda)")]
    [DataRow("<.ctor>b__3", ".ctor (lambda)")]
    [DataRow("<Main>g__Local|0_0", "Local")]
    [DataRow("<<Main>$>g__Local|0_0", "Local")]
    [DataRow("<<Main>g__Local|0_0>b__2", "Local (lambda)")]
    [DataRow("<Baton.IThing.Run>b__0", "Baton.IThing.Run (lambda)")]
    [DataRow("lambda_method12", "lambda_method12")]
    public void Parse_NameOfAMethod_GivesTheUsers(string method, string name) => Assert.AreEqual(name, FunctionName.Parse(method));

    [TestMethod]
    public void Frame_WithoutAName_ShowsItsFunctions() => Run(() =>
    {
        int captured = 1;
        void Local() => Work();
        void Capturing() => captured++;
        int Result() => captured;

        AssertShows(Coroutine.Async(() => Work()), "Frame_WithoutAName_ShowsItsFunctions (lambda)");
        AssertShows(Coroutine.Async(() => captured++), "Frame_WithoutAName_ShowsItsFunctions (lambda)");
        AssertShows(Coroutine.Async(() => { captured++; }), "Frame_WithoutAName_ShowsItsFunctions (lambda)");
        AssertShows(Coroutine.Async(Local), "Local");
        AssertShows(Coroutine.Async(Capturing), "Capturing");
        AssertShows(Coroutine.Async(Result), "Result");
        AssertShows(Coroutine.Async(Work), "Work");
        AssertShows(Coroutine.Async(WorkHere), "WorkHere");
        AssertShows(Coroutine.Async(WorkThere), "WorkThere");
        AssertShows(Coroutine.Async(this.WorkElsewhere), "WorkElsewhere");
        AssertShows(Coroutine.Async(WorkHere, "given"), "given", "given");
        AssertShows(CoroutineScheduler.Current!.Start(WorkHere), "WorkHere");
        CoroutineScope.Run(scope => AssertShows(scope.Async(WorkHere), "WorkHere"));
    });

    [TestMethod]
    public void Frame_WhileItRunsAndWhenItHasEnded_ShowsTheSameName() => Run(() =>
    {
        Frame waits = Coroutine.Async(() => _gate.Task.Await());
        Frame second = Coroutine.Async(Both);
        StringAssert.StartsWith(waits.ToString(), "frame 'Frame_WhileItRunsAndWhenItHasEnded_ShowsTheSameName (lambda)' (#");
        StringAssert.StartsWith(second.ToString(), "frame 'Both' (#");
        Assert.IsNull(waits.Name);
        _gate.SetResult();
        waits.Await();
        second.Await();
        StringAssert.StartsWith(waits.ToString(), "frame 'Frame_WhileItRunsAndWhenItHasEnded_ShowsTheSameName (lambda)' (#");
        StringAssert.StartsWith(second.ToString(), "frame 'Both' (#");
    });

    [TestMethod]
    public void Frame_OfSeveralFunctions_ShowsTheLast() => Run(() =>
    {
        AssertShows(Coroutine.Async((Action)WorkHere + WorkThere), "WorkThere");
        AssertShows(Coroutine.Async((Action)WorkThere + WorkHere), "WorkHere");
    });

    [TestMethod]
    public void Deadlock_OfFramesWithoutNames_NamesTheirFunctions() => Run(() =>
    {
        Frame? second = null;
        void Ping()
        {
            Coroutine.Yield();
            second!.Await();
        }

        Frame first = Coroutine.Async(Ping);
        second = Coroutine.Async(() => first.Await());
        string message = Assert.ThrowsExactly<CoroutineDeadlockException>(first.Await).Message;
        StringAssert.Contains(message, "frame 'Ping' (#");
        StringAssert.Contains(message, "waits for frame 'Ping' (#");
        StringAssert.Contains(message, "frame 'Deadlock_OfFramesWithoutNames_NamesTheirFunctions (lambda)' (#");
        Assert.ThrowsExactly<CoroutineDeadlockException>(second.Await);
    });

    [TestMethod]
    public void Coroutine_WithoutAName_ShowsItsBodys()
    {
        static int Body(Yielder<int> yielder)
        {
            yielder.Suspend(1);
            return 2;
        }

        using Coroutine<int> coroutine = Coroutine.Create<int>(Body, InPool);
        using Coroutine<int, int> second = Coroutine.Create<int, int>((y, i) => y.Suspend(i), InPool);
        Assert.IsNull(coroutine.Name);
        StringAssert.StartsWith(coroutine.ToString(), "Coroutine 'Body' (#");
        coroutine.Resume();
        second.Resume(1);
        StringAssert.StartsWith(coroutine.ToString(), "Coroutine 'Body' (#");
        StringAssert.StartsWith(second.ToString(), "Coroutine 'Coroutine_WithoutAName_ShowsItsBodys (lambda)' (#");
    }

    [TestMethod]
    public void FunctionName_OfACapturingLambda_KeepsNothingOfIt()
    {
        WeakReference<object> captured = Capture(out Frame frame);

        Eventually.True(() =>
        {
            GC.Collect();
            return !captured.TryGetTarget(out _);
        }, "what the lambda captured is garbage");
        StringAssert.StartsWith(frame.ToString(), "frame 'Capture (lambda)' (#");
    }

    private WeakReference<object> Capture(out Frame frame)
    {
        object captured = new();
        using CoroutineScheduler scheduler = new(OnPool);
        frame = scheduler.Start(() => GC.KeepAlive(captured));
        frame.AsTask().Wait();
        return new WeakReference<object>(captured);
    }

    private void Both()
    {
        _gate.Task.Await();
        Log.Add("both");
    }

    private static void AssertShows(Frame frame, string shown, string? name = null)
    {
        StringAssert.StartsWith(frame.ToString(), $"frame '{shown}' (#");
        Assert.AreEqual(name, frame.Name);
        if (!frame.IsCompleted)
        {
            frame.Await();
        }

        StringAssert.StartsWith(frame.ToString(), $"frame '{shown}' (#");
    }

    private static void Work()
    {
    }

    private void WorkHere() => Log.Add("here");

    private void WorkThere() => Log.Add("there");
}
