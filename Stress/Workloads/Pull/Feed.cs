namespace Baton.Stress;

/// <summary>
/// A piece of a random generator's body: what it is, its number, how many items it emits or its nested generator batches, and the
/// pieces in its try or nested generator.
/// </summary>
internal sealed record Feed(FeedKind Kind, int Number, int Count, IReadOnlyList<Feed> Parts);
