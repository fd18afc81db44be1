namespace Baton;

/// <summary>What the body sends with the baton.</summary>
internal readonly struct Outcome<TOut>(OutcomeKind kind, TOut value = default!)
{
    internal readonly TOut Value = value;
    internal readonly OutcomeKind Kind = kind;
}
