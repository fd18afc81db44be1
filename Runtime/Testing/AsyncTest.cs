namespace Baton.Testing;

/// <summary>The body of a test that is <c>async</c>.</summary>
internal sealed class AsyncTest(Func<TestScheduler, Task> test)
{
    internal Func<TestScheduler, Task> Test => test;

    /// <summary>As a strand: returns when the test's task has ended.</summary>
    internal void Run(TestScheduler scheduler)
    {
        Task task = test(scheduler) ?? throw new InvalidOperationException("The test has returned null, and no task.");
        ControlledThread strand = ControlledThread.Current!;
        strand.AwaitedTasks = [task];
        try
        {
            strand.Await(StrandInfo.TestsTask, () => task.IsCompleted, mayThrow: true, Timeout.InfiniteTimeSpan);
        }
        finally
        {
            strand.AwaitedTasks = null;
        }

        task.GetAwaiter().GetResult();
    }
}
