namespace Baton.Stress;

/// <summary>What came of a call at a queue: its result if it was done, the completer's error if it was refused.</summary>
internal readonly record struct Outcome(Ending Ending, int Result, Exception? Error)
{
    internal bool IsDone => Ending == Ending.Done;

    internal bool IsRefused => Ending == Ending.Refused;
}
