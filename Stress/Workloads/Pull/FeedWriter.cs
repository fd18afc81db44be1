namespace Baton.Stress;

/// <summary>Writes random generators of bounded size.</summary>
internal sealed class FeedWriter(Random random)
{
    private const int MostParts = 25;
    private const int MostDepth = 5;

    private int _written;

    internal IReadOnlyList<Feed> Write() => Parts(depth: 0);

    private List<Feed> Parts(int depth)
    {
        List<Feed> parts = [];
        for (int left = random.Next(1, 5); left > 0 && _written < MostParts; left--)
        {
            parts.Add(One(depth));
        }

        return parts;
    }

    private Feed One(int depth)
    {
        int number = ++_written;
        return random.Next(40) switch
        {
            0 => new Feed(FeedKind.Throw, number, 0, []),
            < 22 => new Feed(FeedKind.Emit, number, random.Next(1, 20), []),
            _ when depth >= MostDepth => new Feed(FeedKind.Emit, number, 1, []),
            < 32 => new Feed(FeedKind.TryFinally, number, 0, Parts(depth + 1)),
            _ => new Feed(FeedKind.Nested, number, random.Next(2) == 0 ? 1 : random.Next(2, 10), Parts(depth + 1)),
        };
    }
}
