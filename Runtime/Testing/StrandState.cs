namespace Baton.Testing;

/// <summary>What a thread of a run is doing. Written by <see cref="RunThread"/> alone.</summary>
/// <remarks>
/// <code>
/// from                     to        by
/// New                      Ready     its starter
/// Running                  Ready     itself, before something visible
/// Running                  Parked    itself: it sleeps in a lane
/// Running                  Waiting   itself: it waits for something of others
/// Parked                   Ready     the thread with the turn: it is woken, or ended with the schedule
/// Waiting                  Ready     the conductor: it is ended with the schedule
/// Ready, Waiting           Running   itself, when it has got the turn. It waits no more if its condition holds, or its time is over
/// any                      Over      itself, as its last act; the conductor, when it is written off
/// </code>
/// </remarks>
internal enum StrandState
{
    New,
    Ready,
    Running,
    Parked,
    Waiting,
    Over,
}
