namespace Baton;

/// <summary>A frame's wait for the first of several tasks. Used for one wait.</summary>
/// <remarks>No task of .NET's for the first of them: its completion would be a continuation that may need the .NET thread pool.</remarks>
internal sealed class FirstOfTasks(FrameCore frame) : IArrival, IFrameWait, IDisposable
{
    private readonly TaskContinuations _hung = new();
    private readonly List<Task> _tasks = new(2); // what the frame waits for; complete before it waits
    private int _hasArrived;    // 1: word is left; interlocked, by the threads that complete the tasks
    private bool _isWithdrawn;  // has the frame left the wait? holder

    IArrival? IArrival.Earlier { get; set; }

    /// <summary>The frame, before it waits: the end of this task ends the wait.</summary>
    internal void Add(Task task)
    {
        _tasks.Add(task);
        _hung.Hang(task, static wait => ((FirstOfTasks)wait).Arrive(), this);
    }

    /// <summary>The frame, when it has waited, or does not come to wait. Word that is left already wakes nobody any more.</summary>
    public void Dispose()
    {
        _isWithdrawn = true;
        _hung.Dispose();
    }

    bool IFrameWait.TryWithdraw()
    {
        _isWithdrawn = true;
        return true; // the frame looks at the tasks itself
    }

    void IFrameWait.Describe(ref WaitFacts facts)
    {
        for (int i = 0; i < _tasks.Count; i++)
        {
            facts.Add(_tasks[i]);
        }
    }

    void IArrival.Accept(SchedulerCore scheduler)
    {
        if (!_isWithdrawn)
        {
            scheduler.MakeReady(frame);
        }
    }

    void IArrival.Refuse(SchedulerCore scheduler)
    {
        // The wait was withdrawn, and its frame has ended.
    }

    private void Arrive()
    {
        if (Interlocked.Exchange(ref _hasArrived, 1) == 0)
        {
            frame.Scheduler.Arrive(this);
        }
    }
}
