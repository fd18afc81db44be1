namespace Baton;

/// <summary>The word of a cancellation, on its way from the thread that cancels to the holder of the baton.</summary>
internal abstract class CancellationArrival(SchedulerCore scheduler) : IArrival
{
    /// <summary>The arrival before this one; belongs to <see cref="Arrivals"/>.</summary>
    IArrival? IArrival.Earlier { get; set; }

    /// <summary>
    /// Ends when the callbacks of the token that was fired for it have run. Written by the thread that cancels, before the word is left.
    /// </summary>
    internal Task Callbacks { get; set; } = Task.CompletedTask;

    /// <summary>Anybody, once.</summary>
    internal void Leave() => scheduler.Arrive(this);

    public abstract void Accept(SchedulerCore scheduler);

    /// <summary>The scheduler is over: nothing is left to be canceled, unless the heir knows better.</summary>
    public virtual void Refuse(SchedulerCore scheduler)
    {
        // see above
    }
}
