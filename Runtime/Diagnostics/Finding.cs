namespace Baton;

/// <summary>Waits that never end, or that are worth a look.</summary>
/// <param name="Kind">What was found.</param>
/// <param name="Level">How sure that is.</param>
/// <param name="Text">The finding in words: a sentence, then a line for each link.</param>
/// <param name="Members">The keys of the members that it is about.</param>
public sealed record Finding(FindingKind Kind, FindingLevel Level, string Text, IReadOnlyList<string> Members);
