namespace Baton.Tests;

/// <summary>A wait for the first of several tasks that does not come about, for want of memory, wakes nobody.</summary>
[TestClass]
public sealed class FirstOfTasksTests : SchedulerTest
{
    [TestMethod]
    public void Dispose_WordIsLeftAndTheFrameHasNotWaited_TheFrameIsNotMadeReady() => Run(() =>
    {
        Frame other = Coroutine.Async(Coroutine.Yield);
        using (FirstOfTasks wait = new(FrameCore.Current!))
        {
            wait.Add(Task.CompletedTask); // and the next one fails
        }

        Coroutine.Yield();
        Coroutine.Delay(TimeSpan.FromMilliseconds(1));
        other.Await();

        Assert.AreEqual(FrameState.Running, FrameCore.Current!.State);
        Assert.IsFalse(FrameCore.Current.Scheduler.HasReady);
    });
}
