namespace Baton;

/// <summary>Who, or what, could end a wait.</summary>
/// <param name="Key">The key of a member, a queue, a lock or a pool. Null: it is none of these, or has ended since.</param>
/// <param name="Text">It in words, such as <c>f31 'ship'</c>, or the name of an <c>async</c> method. Never null.</param>
public sealed record WaitTarget(string? Key, string Text);
