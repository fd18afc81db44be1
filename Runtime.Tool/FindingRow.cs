namespace Baton.Tool;

/// <summary>Something that was found.</summary>
/// <param name="Level">How grave it is.</param>
/// <param name="Text">For people.</param>
internal sealed record FindingRow(string Level, string Text);
