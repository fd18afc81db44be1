namespace Baton.Testing;

/// <summary>What a test has said of its schedule: what must never be, and what must be at its end.</summary>
/// <remarks>Belongs to the thread that has the turn.</remarks>
internal sealed class Expectations
{
    private readonly List<(Func<bool> IsBad, string Name)> _never = [];         // the thread with the turn
    private volatile string? _lookedAt; // by its name; the thread with the turn
    private readonly List<(Func<bool> IsGood, string Name)> _eventually = [];   // the thread with the turn

    /// <summary>The condition that is being looked at. Null: none is. Any thread reads it.</summary>
    internal string? LookedAt
    {
        get => _lookedAt;
        private set => _lookedAt = value;
    }

    internal void AddNever(Func<bool> isBad, string name) => _never.Add((isBad, name));

    internal void AddEventually(Func<bool> isGood, string name) => _eventually.Add((isGood, name));

    internal void Clear()
    {
        _never.Clear();
        _eventually.Clear();
    }

    /// <summary>Before each choice: is something as it must never be? Null: nothing is.</summary>
    internal ScheduleFailure? FindBroken() => Find(_never, isRight: false, FailureKind.Never, "This must never be, and is: ");

    /// <summary>At the end: is something not as it must be? Null: all is well.</summary>
    internal ScheduleFailure? FindUnmet() =>
        Find(_eventually, isRight: true, FailureKind.Eventually, "At the end this must be, and is not: ");

    private ScheduleFailure? Find(
        List<(Func<bool> Holds, string Name)> conditions, bool isRight, FailureKind kind, string words)
    {
        foreach ((Func<bool> holds, string name) in conditions)
        {
            try
            {
                LookedAt = name;
                bool isSo = holds();
                LookedAt = null;
                if (isSo != isRight)
                {
                    return new ScheduleFailure(kind, $"{words}{name}.");
                }
            }
            catch (Exception e) // of the test's own code
            {
                LookedAt = null;
                return new ScheduleFailure(FailureKind.Assertion, $"To look at '{name}' has thrown {ScheduleFailure.Quote(e)}", e);
            }
        }

        return null;
    }
}
