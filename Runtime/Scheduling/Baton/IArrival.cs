namespace Baton;

/// <summary>
/// Something that happened to a scheduler off its baton: it waits among the <see cref="Arrivals"/> for whoever holds the baton.
/// </summary>
internal interface IArrival
{
    /// <summary>The arrival before this one; belongs to <see cref="Arrivals"/>.</summary>
    IArrival? Earlier { get; set; }

    /// <summary>Holder of the baton, in order of arrival. Runs nobody else's code, and does not throw.</summary>
    void Accept(SchedulerCore scheduler);

    /// <summary>The scheduler is over: nobody will accept it.</summary>
    void Refuse(SchedulerCore scheduler);
}
