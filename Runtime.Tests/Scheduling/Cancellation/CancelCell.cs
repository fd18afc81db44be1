namespace Baton.Tests;

/// <summary>One cell of the table: what is canceled, how, by which side, where it is then, and which token its wait was given.</summary>
public sealed record CancelCell(CancelTarget Target, CancelWay Way, bool ByThread, CancelMoment Moment, CancelDoor Door, CancelToken Token)
{
    /// <summary>The words that a test's name ends with.</summary>
    public override string ToString() =>
        $"{Target} by {Way}{(ByThread ? " of a thread" : "")}, {Moment}{(Door == CancelDoor.None ? "" : $" at {Door}")}" +
        (Token == CancelToken.None ? "" : $" with the {Token}'s token");
}
