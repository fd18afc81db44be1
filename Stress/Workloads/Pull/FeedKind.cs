namespace Baton.Stress;

/// <summary>What a random generator's body is made of.</summary>
internal enum FeedKind
{
    Emit,
    TryFinally,
    Nested,
    Throw,
}
