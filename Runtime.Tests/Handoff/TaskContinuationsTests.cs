namespace Baton.Tests;

[TestClass]
public sealed class TaskContinuationsTests : CoroutineTest
{
    private readonly TaskCompletionSource _source = new();
    private readonly TaskContinuations _continuations = new();
    private Thread? _calledOn; // the callback's thread

    [TestCleanup]
    public void TakeOff() => _continuations.Dispose();

    [TestMethod]
    public void Hang_TaskEnds_CallsOnTheThreadThatCompletesIt()
    {
        Hang(_source.Task);

        TestThread completer = TestThread.Start(_source.SetResult);
        completer.Join();

        Assert.AreSame(completer.Thread, _calledOn);
    }

    [TestMethod]
    public void Hang_TaskHasEnded_CallsBeforeItReturns()
    {
        Hang(Task.CompletedTask);

        Assert.AreSame(Thread.CurrentThread, _calledOn);
    }

    [TestMethod]
    public void Hang_SeveralTasks_CallsForEach()
    {
        int calls = 0;
        TaskCompletionSource other = new();
        _continuations.Hang(_source.Task, _ => calls++, this);
        _continuations.Hang(other.Task, _ => calls++, this);

        other.SetException(new FormatException());
        _source.SetCanceled();

        Assert.AreEqual(2, calls);
        Assert.IsNotNull(other.Task.Exception);
    }

    [TestMethod]
    public void Hang_InterruptIsPending_HangsAndTheInterruptStaysPending()
    {
        bool pending = false;
        TestThread.Run("Hangs", () =>
        {
            Thread.CurrentThread.Interrupt();
            Hang(_source.Task);
            pending = TestThread.TakePendingInterrupt();
        });

        _source.SetResult();

        Assert.IsTrue(pending);
        Assert.IsNotNull(_calledOn);
    }

    [TestMethod]
    public void Hang_ContextOfTheCaller_IsNotBroughtToTheThreadThatCompletes()
    {
        AsyncLocal<int> local = new() { Value = 1 };
        int seen = 0;
        _continuations.Hang(_source.Task, _ => seen = local.Value, this);
        local.Value = 2;

        _source.SetResult();

        Assert.AreEqual(2, seen);
    }

    [TestMethod]
    public void Dispose_TaskEndsLater_CallsNothing()
    {
        Hang(_source.Task);

        _continuations.Dispose();
        _source.SetResult();

        Assert.IsNull(_calledOn);
    }

    [TestMethod]
    public void Dispose_ManyTimesOnOneTask_LeavesNothingWithIt()
    {
        WeakReference[] states = [.. Enumerable.Range(0, 100).Select(_ => HangAndDispose(_source.Task))];

        foreach (WeakReference state in states)
        {
            Eventually.Collected(state, "what hung on the task");
        }

        _source.SetResult();
    }

    [TestMethod]
    public void Hang_TaskOfAFrameThatWasAskedForAfterItsEnd_CallsAtOnce()
    {
        Frame frame = null!;
        CoroutineScheduler.Run(() => frame = Coroutine.Async(() => { }));

        Hang(frame.Core.EndTask);

        Assert.AreSame(Thread.CurrentThread, _calledOn);
    }

    [TestMethod]
    public void Hang_TaskOfTheLibrarysThenDispose_LeavesNothingBehind()
    {
        TaskCompletionSource<int> task = TaskEnd.NewTask<int>();
        Hang(task.Task);

        _continuations.Dispose();
        TaskEnd.Tell(task);

        Assert.IsNull(_calledOn);
    }

    [TestMethod]
    public void Hang_TaskOfTheLibrarys_IsCalledOnTheThreadThatTells()
    {
        TaskCompletionSource<int> task = TaskEnd.NewTask<int>();
        Hang(task.Task);

        TaskEnd.Tell(task);

        Assert.AreSame(Thread.CurrentThread, _calledOn);
    }

    private static WeakReference HangAndDispose(Task task)
    {
        TaskContinuations continuations = new();
        object state = new();
        continuations.Hang(task, static _ => { }, state);
        continuations.Dispose();
        return new WeakReference(state);
    }

    private void Hang(Task task) => _continuations.Hang(
        task, static test => ((TaskContinuationsTests)test)._calledOn = Thread.CurrentThread, this);
}
