namespace Baton.Tests;

/// <summary>A piece of work that a party of one kind does, so that a test can be the same for all kinds.</summary>
internal sealed class PartyRun
{
    private readonly Task _task;
    private readonly Func<bool> _hasParked;

    private PartyRun(Task task, Func<bool> hasParked)
    {
        _task = task;
        _hasParked = hasParked;
    }

    /// <summary>Starts a party.</summary>
    /// <param name="kind">Which.</param>
    /// <param name="scheduler">For frames.</param>
    /// <param name="onCall">For a thread or a frame.</param>
    /// <param name="onAwait">For an asynchronous method.</param>
    internal static PartyRun Start(Party kind, CoroutineScheduler scheduler, Action onCall, Func<Task> onAwait)
    {
        switch (kind)
        {
            case Party.Thread:
                TestThread thread = TestThread.Start(onCall, "Party");
                return new PartyRun(thread.Joined(), () => (thread.Thread.ThreadState & ThreadState.WaitSleepJoin) != 0);
            case Party.Frame:
                Frame frame = scheduler.Start(onCall);
                return new PartyRun(frame.AsTask(), () => frame.Core.State is FrameState.AwaitingOutside or FrameState.AwaitingPool);
            default:
                return new PartyRun(Task.Run(onAwait), () => true);
        }
    }

    /// <summary>Waits for its end, and throws what it failed with.</summary>
    internal void Join() =>
        Assert.IsTrue(((IAsyncResult)_task).AsyncWaitHandle.WaitOne(TimeSpan.FromSeconds(60)) && End(), "the party ends");

    /// <summary>Returns once it waits at the queue.</summary>
    internal void UntilItWaits<T>(CoroutineQueue<T> queue, int places)
    {
        Eventually.True(() => queue.Core.Places >= places, "the party is in a list of the queue");
        Eventually.True(_hasParked, "the party has parked");
        Assert.IsFalse(_task.IsCompleted);
    }

    private bool End()
    {
        _task.GetAwaiter().GetResult();
        return true;
    }
}
