namespace Baton.Stress;

/// <summary>
/// A statement of a random program: what it is, its number, the statements in its try, using or lock, and those in its finally or catch.
/// </summary>
internal sealed record Block(BlockKind Kind, int Number, IReadOnlyList<Block> Body, IReadOnlyList<Block> Handler);
