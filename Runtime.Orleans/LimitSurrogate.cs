namespace Baton.Orleans;

/// <summary>
/// What crosses the wire for a <see cref="CoroutineLimitException"/>. Members keep their numbers: silos of two versions meet.
/// </summary>
[GenerateSerializer]
[Alias("Baton.CoroutineLimitException")]
internal struct LimitSurrogate
{
    // Written by the converter, and by the serializer.
    [Id(0)]
    internal string Message;
    [Id(1)]
    internal int MaxThreads;
    [Id(2)]
    internal int LiveThreads;
    [Id(3)]
    internal int QueueLength;
    [Id(4)]
    internal string? StackTrace;
    [Id(5)]
    internal Exception? Inner;
}
