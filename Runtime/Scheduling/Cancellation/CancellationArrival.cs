namespace Baton;

/// <summary>The arrival that brings a cancellation from the thread that cancels to the holder of the baton.</summary>
internal abstract class CancellationArrival(SchedulerCore scheduler) : IArrival
{
    private int _hasLeft; // 1: the word was left; interlocked

    /// <summary>The arrival before this one. Belongs to <see cref="Arrivals"/>.</summary>
    IArrival? IArrival.Earlier { get; set; }

    bool IArrival.BringsFrame => false;

    /// <summary>
    /// Ends when the callbacks of the token that was fired for the cancellation have run. Written by the thread that cancels, before it
    /// leaves the word.
    /// </summary>
    internal Task Callbacks { get; set; } = Task.CompletedTask;

    /// <summary>Any thread: leaves the word for the holder. No effect the second time.</summary>
    internal void Leave()
    {
        if (Interlocked.Exchange(ref _hasLeft, 1) == 0)
        {
            scheduler.Arrive(this);
        }
    }

    public abstract void Accept(SchedulerCore scheduler);

    /// <summary>The scheduler is over. So nothing is left to cancel, except where a derived class overrides this.</summary>
    public virtual void Refuse(SchedulerCore scheduler)
    {
        // see above
    }
}
