namespace Baton.Testing;

/// <summary>The decisions were made before, in another schedule. Past their end each strand stays as long as it can.</summary>
/// <param name="decisions">In order.</param>
/// <param name="isLenient">
/// What is to be done about one that does not fit: the last strand goes on, or the lowest. False: the schedule fails.
/// </param>
internal sealed class DecisionGuide(IReadOnlyList<Decision> decisions, bool isLenient) : Guide
{
    private int _next; // the next decision; the thread with the turn

    /// <summary>Which decision did not fit first, in words. Null: all did. The thread with the turn.</summary>
    internal string? Misfit { get; private set; }

    internal override int Pick(ReadOnlySpan<PendingOperation> enabled, in StepInfo at)
    {
        if (Next() is not { } given)
        {
            return Math.Max(at.Current, 0);
        }

        if (given.Kind == DecisionKind.Stay && at.Current >= 0)
        {
            return at.Current;
        }

        for (int i = 0; given.Kind == DecisionKind.Switch && i < enabled.Length; i++)
        {
            if (enabled[i].Strand == given.Value)
            {
                return i;
            }
        }

        NoteMisfit(at.Step, given.Kind switch
        {
            DecisionKind.Stay => "the last strand is to go on, and cannot",
            DecisionKind.Switch => $"strand {given.Value} is to go on, and cannot",
            _ => "a value is to be chosen, and the test chooses none",
        });
        return Math.Max(at.Current, 0);
    }

    internal override int? Choose(int count, long step)
    {
        if (Next() is not { } given)
        {
            return 0;
        }

        if (given.Kind == DecisionKind.Choose && given.Value < count)
        {
            return given.Value;
        }

        NoteMisfit(step, "the test chooses a value, and the schedule has another decision here");
        return 0;
    }

    private void NoteMisfit(long step, string what)
    {
        Misfit ??= $"At step {step + 1} {what}.";
        if (!isLenient)
        {
            throw new ScheduleDivergedException(Misfit);
        }
    }

    private Decision? Next() => _next < decisions.Count ? decisions[_next++] : null;
}
