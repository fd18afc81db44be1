namespace Baton.Testing;

/// <summary>What makes the decisions of one schedule. Called by the thread that has the turn.</summary>
internal abstract class Guide
{
    /// <summary>Is it to be asked for steps too at which only one strand can go on? Then it sees each step.</summary>
    internal virtual bool SeesAll => false;

    /// <summary>Gives way when the strands are to go in turns.</summary>
    internal virtual bool GivesWay => false;

    /// <summary>A step was made that was no choice.</summary>
    internal virtual void Note(in PendingOperation begun)
    {
    }

    /// <inheritdoc cref="Strategy.SeeBlocked"/>
    internal virtual void SeeBlocked(ReadOnlySpan<PendingOperation> blocked)
    {
    }

    /// <inheritdoc cref="Strategy.GiveWay"/>
    internal virtual void GiveWay()
    {
    }

    /// <summary>
    /// Picks the strand that goes next, by index. −1: the schedule is broken off, since others have shown what it would.
    /// </summary>
    /// <exception cref="ScheduleDivergedException">What was decided before does not fit.</exception>
    internal abstract int Pick(ReadOnlySpan<PendingOperation> enabled, in StepInfo at);

    /// <summary>Chooses a value from 0 to <paramref name="count"/> − 1. Null: by chance.</summary>
    /// <exception cref="ScheduleDivergedException">What was decided before does not fit.</exception>
    internal abstract int? Choose(int count, long step);
}
