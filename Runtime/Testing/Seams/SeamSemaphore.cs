namespace Baton.Testing;

/// <summary>One semaphore that code with seams uses, in one schedule. Belongs to the thread that has the turn.</summary>
internal sealed class SeamSemaphore(int number)
{
    private string _taker = string.Empty; // who took it last, and where. Empty: nobody has. The thread with the turn

    /// <summary>For reports: the step that takes it, without the number.</summary>
    internal const string Taking = "takes semaphore";

    internal string NameAndNumber => $"semaphore #{number}";

    /// <summary>The strand has made a step, and taken it.</summary>
    internal void NoteTaken(RunThread strand)
    {
        string place = strand.Place.Length == 0 ? string.Empty : $" at {strand.Place}";
        _taker = $", last taken by {strand.Name}{place}";
    }

    /// <summary>For reports. Completes "waits for".</summary>
    public override string ToString() => NameAndNumber + _taker;
}
