namespace Baton;

/// <summary>What a lane's word says. See the table of <see cref="LaneWord"/>.</summary>
internal enum LaneState
{
    /// <summary>No baton is here, and no taker is parked.</summary>
    Empty,

    /// <summary>The taker sleeps.</summary>
    Parked,

    /// <summary>The baton and its message lie here.</summary>
    Passed,

    /// <summary>The taker has gone for good.</summary>
    Closed,

    /// <summary>The taker is parked, and is asked for a photo. It is being woken, or awake, and looks here before it sleeps on.</summary>
    Posing,
}
