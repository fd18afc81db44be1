namespace Baton.Stress;

/// <summary>One operation of a <see cref="MoodyStream"/>: its place and its end. The operation writes both before its task ends.</summary>
internal sealed class StreamOperation(int number, long position, int length)
{
    private volatile bool _isOver; // the operation, last

    /// <summary>In the stream: of the first byte.</summary>
    internal long Position => position;

    /// <summary>How many bytes were asked for, or are to be written.</summary>
    internal int Length => length;

    internal bool IsOver => _isOver;

    /// <summary>How many bytes it has moved; null until it has ended well.</summary>
    internal int? Count { get; private set; }

    /// <summary>What it has failed with.</summary>
    internal Exception? Failure { get; private set; }

    internal void EndWell(int count)
    {
        Count = count;
        _isOver = true;
    }

    internal Exception Fail(Exception failure)
    {
        Failure = failure;
        _isOver = true;
        return failure;
    }

    public override string ToString()
    {
        string end = !_isOver ? "under way" : Failure?.Message ?? $"moved {Count}";
        return $"operation {number} at {position}, {length} bytes, {end}";
    }
}
