namespace Baton.Tests;

/// <summary><see cref="Directly"/>: an <c>async</c> method of the library's goes on where the task completes.</summary>
[TestClass]
[DoNotParallelize]
public sealed class DirectlyTests
{
    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void TheTaskCompletesBeforeTheContinuationIsHung_GoesOnAtOnce(bool isUnderContext)
    {
        Thread? ranOn = null;
        Directly wait = new(Task.CompletedTask); // as if it had completed since it was asked
        if (isUnderContext)
        {
            using Elsewhere elsewhere = Elsewhere.Begin();
            wait.UnsafeOnCompleted(() => ranOn = Thread.CurrentThread);
        }
        else
        {
            wait.UnsafeOnCompleted(() => ranOn = Thread.CurrentThread);
        }

        Assert.AreSame(Thread.CurrentThread, ranOn);
    }

    [TestMethod]
    public void TheTaskCompletesElsewhere_TheLibraryGoesOnThere_OtherCodeDoesNot()
    {
        TaskCompletionSource task = new();
        using ManualResetEventSlim gate = new();
        Thread? library = null;
        Thread? other = null;
        Task ours = Wait(async () =>
        {
            await new Directly(task.Task);
            library = Thread.CurrentThread;
        });
        Task users = Wait(async () =>
        {
            await task.Task.ConfigureAwait(false);
            other = Thread.CurrentThread;
            gate.Set();
        });
        using (Elsewhere.Begin())
        {
            task.SetResult();
        }

        Assert.AreSame(Thread.CurrentThread, library);
        gate.Wait();
        Assert.AreNotSame(Thread.CurrentThread, other);
        Task.WaitAll(ours, users);
    }

    [TestMethod]
    public void TheTaskRunsContinuationsAsynchronously_TheLibraryGoesOnOffTheCompletingThread()
    {
        TaskCompletionSource task = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Thread? library = null;
        Task ours = Wait(async () =>
        {
            await new Directly(task.Task);
            library = Thread.CurrentThread;
        });

        TestThread.Run("Completes the task", () => // no thread of the .NET pool, which might go on with it
        {
            task.SetResult();
            LookingWait.For(ours); // inlines nothing
            Assert.AreNotSame(Thread.CurrentThread, library);
        });
    }

    private static Task Wait(Func<Task> wait) => wait();
}
