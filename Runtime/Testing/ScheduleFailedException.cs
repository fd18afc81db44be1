namespace Baton.Testing;

/// <summary>A schedule has failed. The message is a report: what was found, the seed, how to replay it, and each step.</summary>
/// <remarks>What the test has thrown is the inner exception.</remarks>
public sealed class ScheduleFailedException : Exception
{
    internal ScheduleFailedException(FailureKind kind, string found, string schedule, string interleaving, string message, Exception? inner)
        : base(message, inner) => (Kind, Found, Schedule, Interleaving) = (kind, found, schedule, interleaving);

    /// <summary>How the schedule has failed.</summary>
    public FailureKind Kind { get; }

    /// <summary>What was found, in words.</summary>
    public string Found { get; }

    /// <summary>The schedule, for <see cref="Explore.Replay(Action{TestScheduler}, string, ExploreOptions?)"/>.</summary>
    public string Schedule { get; }

    /// <summary>The steps of the schedule, one a line: number, strand, what it did.</summary>
    public string Interleaving { get; }
}
