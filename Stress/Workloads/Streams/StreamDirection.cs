namespace Baton.Stress;

/// <summary>
/// One direction of a <see cref="MoodyStream"/>: draws how each operation goes, and checks that there are never two at once.
/// </summary>
internal sealed class StreamDirection(string name, Random random, Checks checks)
{
    private StreamOperation? _last; // volatile
    private int _underWay;          // interlocked
    private int _begun;             // whoever begins: there is one at a time

    /// <summary>The operation that was begun last.</summary>
    internal StreamOperation? Last => Volatile.Read(ref _last);

    internal bool IsIdle => Volatile.Read(ref _underWay) == 0;

    /// <summary>Does whoever uses it see to it that the token of a wait that takes too long fires?</summary>
    internal bool MayStall { get; set; }

    internal Random Random => random;

    internal StreamOperation Begin(long position, int length)
    {
        StreamOperation operation = new(_begun++, position, length);
        if (Interlocked.Increment(ref _underWay) != 1)
        {
            checks.Fail("the inner stream never has two operations at once in one direction", $"{name}: {operation} beside {_last}");
        }

        Volatile.Write(ref _last, operation);
        return operation;
    }

    internal int End(StreamOperation operation, int count)
    {
        operation.EndWell(count);
        Interlocked.Decrement(ref _underWay);
        return count;
    }

    internal Exception Fail(StreamOperation operation, Exception failure)
    {
        operation.Fail(failure);
        Interlocked.Decrement(ref _underWay);
        return failure;
    }

    internal StreamMood Draw()
    {
        int drawn = random.Next(64);
        return drawn switch
        {
            < 24 => StreamMood.AtOnce,
            24 => StreamMood.Throws,
            25 => StreamMood.FailsAtOnce,
            26 => StreamMood.FailsLater,
            < 38 => StreamMood.Elsewhere,
            < 46 => StreamMood.HalfAndHalf,
            < 50 => StreamMood.Pinned,
            < 57 => StreamMood.Honest,
            >= 61 when MayStall => StreamMood.Stalls,
            _ => StreamMood.Deaf,
        };
    }
}
