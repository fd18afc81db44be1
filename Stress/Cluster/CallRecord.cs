namespace Baton.Stress;

/// <summary>What became of a call. The task that makes the call; others when it has ended.</summary>
internal sealed class CallRecord
{
    /// <summary>How often it was made.</summary>
    internal int Attempts { get; set; }

    /// <summary>Attempts that were refused, or ended with the silo that ran them, and said so.</summary>
    internal int Refused { get; set; }

    /// <summary>Attempts that had no answer in time: whether their bodies ran is not known.</summary>
    internal int Unknown { get; set; }

    /// <summary>Null: none.</summary>
    internal long? Answer { get; set; }

    /// <summary>An exception that is neither. Null: none.</summary>
    internal Exception? Failure { get; set; }
}
