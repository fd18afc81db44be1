namespace Baton.Stress;

/// <summary>The blocks that a random generator entered and left, in order.</summary>
internal sealed class FeedTrace
{
    private readonly List<int> _steps = []; // positive: entered; negative: left
    private readonly Stack<int> _open = new();

    internal IReadOnlyList<int> Steps => _steps;

    /// <summary>Has every block that was entered been left, innermost first?</summary>
    internal bool IsBalanced { get; private set; } = true;

    internal bool IsOver => _open.Count == 0 && IsBalanced;

    /// <summary>Exceptions that ended a generator and never reached its consumer: with a batch it may have left before they came.</summary>
    internal int Unobserved { get; private set; }

    /// <summary>A generator's body ended with an exception.</summary>
    internal void Threw() => Unobserved++;

    /// <summary>A generator's consumer received the exception that ended it.</summary>
    internal void Received() => Unobserved--;

    internal void Enter(int number)
    {
        _open.Push(number);
        _steps.Add(number);
    }

    internal void Leave(int number)
    {
        IsBalanced &= _open.Count > 0 && _open.Pop() == number;
        _steps.Add(-number);
    }
}
