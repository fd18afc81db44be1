namespace Baton.Stress;

/// <summary>
/// Something to do over a bridge: the asynchronous stream behind it, what the body does with it, and whoever is at its other end.
/// </summary>
internal abstract class BridgeJob(Random random, Checks checks)
{
    /// <summary>For the bridge.</summary>
    internal abstract Stream Stream { get; }

    protected Random Random => random;

    protected Checks Checks => checks;

    internal static BridgeJob Draw(Random random, Checks checks) => random.Next(8) switch
    {
        < 4 => new MoodyJob(random, checks),
        4 => new PipeReadJob(PipeJobKind.Plain, random, checks),
        5 => new PipeReadJob(PipeJobKind.PackedInside, random, checks),
        6 => new PipeReadJob(PipeJobKind.PackedOutside, random, checks),
        _ => new PipeWriteJob(random.Next(2) == 0 ? PipeJobKind.Plain : PipeJobKind.PackedInside, random, checks),
    };

    /// <summary>The body.</summary>
    /// <returns>Any number.</returns>
    internal abstract long Work(Stream stream);

    /// <summary>After the bridge's task has ended.</summary>
    /// <param name="isComplete">Did the body come to its end?</param>
    /// <param name="patience">So long it may take until all is over.</param>
    internal abstract void Settle(bool isComplete, TimeSpan patience);
}
