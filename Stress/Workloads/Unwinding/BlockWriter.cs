namespace Baton.Stress;

/// <summary>Writes random programs of nested try, using, lock, catch and suspensions, of bounded size.</summary>
internal sealed class BlockWriter(Random random)
{
    private const int MostBlocks = 60;
    private const int MostDepth = 7;

    private int _written;

    internal IReadOnlyList<Block> Write() => Sequence(depth: 0, inHandler: false);

    private List<Block> Sequence(int depth, bool inHandler)
    {
        List<Block> blocks = [];
        for (int left = random.Next(1, 5); left > 0 && _written < MostBlocks; left--)
        {
            blocks.Add(One(depth, inHandler));
        }

        return blocks;
    }

    private Block One(int depth, bool inHandler)
    {
        int number = ++_written;
        BlockKind kind = Kind(depth, inHandler);
        return kind < BlockKind.TryFinally
            ? new Block(kind, number, [], [])
            : new Block(kind, number, Sequence(depth + 1, inHandler), kind is BlockKind.Using or BlockKind.Lock ? []
                : Sequence(depth + 1, inHandler: true));
    }

    private BlockKind Kind(int depth, bool inHandler)
    {
        int roll = random.Next(100);
        return roll switch
        {
            < 12 => BlockKind.Trace,
            < 40 => BlockKind.Suspend,
            < 44 => BlockKind.Throw,
            < 48 when inHandler => BlockKind.Throw,
            _ when depth >= MostDepth => BlockKind.Suspend,
            < 72 => BlockKind.TryFinally,
            < 80 => BlockKind.Using,
            < 84 => BlockKind.Lock,
            < 90 => BlockKind.CatchAll,
            < 95 => BlockKind.CatchSignal,
            _ => BlockKind.CatchOwn,
        };
    }
}
