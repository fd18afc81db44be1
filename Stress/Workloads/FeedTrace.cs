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
