namespace Baton;

/// <summary>
/// Something that a thread without the baton has to tell a scheduler. It waits among the <see cref="Arrivals"/> for the holder of the
/// baton.
/// </summary>
internal interface IArrival
{
    /// <summary>The arrival before this one. Belongs to <see cref="Arrivals"/>.</summary>
    IArrival? Earlier { get; set; }

    /// <summary>Any thread: does a frame wait behind it for the baton? Otherwise it brings word for the holder only.</summary>
    bool BringsFrame => true;

    /// <summary>Holder of the baton, in the order of arrival. Must not run foreign code, and must not throw.</summary>
    void Accept(SchedulerCore scheduler);

    /// <summary>The scheduler is over, so no holder will accept the arrival.</summary>
    void Refuse(SchedulerCore scheduler);
}
