using Baton.Testing;

namespace Baton;

/// <summary>What parties do to a queue, in reports of <see cref="Explore"/>. The queue's number follows.</summary>
internal static class QueueSteps
{
    internal const string Enqueues = "enqueues into queue";
    internal const string Dequeues = "dequeues from queue";
    internal const string TriesToEnqueue = "tries to enqueue into queue";
    internal const string TriesToDequeue = "tries to dequeue from queue";
    internal const string Completes = "completes queue";
    internal const string Discards = "discards queue";
}
