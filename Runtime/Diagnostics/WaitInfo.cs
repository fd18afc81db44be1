namespace Baton;

/// <summary>The wait that a member is in.</summary>
/// <param name="Kind">What kind of thing it waits for.</param>
/// <param name="Duration">How long it has waited, to some 16 ms. Null: not known.</param>
/// <param name="Text">The wait in words, such as <c>awaits f31 'ship'</c>.</param>
/// <param name="NeedsAll">
/// Must all of <paramref name="On"/> come for the wait to end? False: one of them is enough.
/// </param>
/// <param name="IsOpen">
/// Can code that is none of the snapshot's members end the wait? So it is with times, queues, and tasks that are no frame's. A
/// cancellation does not count.
/// </param>
/// <param name="On">Who, or what, could end the wait. Empty: nobody is known.</param>
public sealed record WaitInfo(
    WaitKind Kind, TimeSpan? Duration, string Text, bool NeedsAll, bool IsOpen, IReadOnlyList<WaitTarget> On);
