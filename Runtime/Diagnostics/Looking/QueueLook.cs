namespace Baton;

/// <summary>A queue at which a member waits, as one look found it.</summary>
/// <param name="Queue">The queue.</param>
/// <param name="Facts">What it has said of itself.</param>
internal sealed record QueueLook(QueueCore Queue, QueueFacts Facts)
{
    internal string Key { get; } = Keys.Of(Queue);

    internal List<string> Receivers { get; } = [];

    internal List<string> Senders { get; } = [];

    /// <summary>As it is shown: <c>Queue of Audit: 0 items</c>.</summary>
    internal string Text => Queue.Capacity == 0 ? $"Rendezvous of {TypeNames.Of(Queue.ItemType)}"
        : $"Queue of {TypeNames.Of(Queue.ItemType)}: {Facts.Count} {(Facts.Count == 1 ? "item" : "items")}";

    internal QueueInfo ToInfo() =>
        new(Key, TypeNames.Of(Queue.ItemType), Facts.Count, Queue.Capacity, Facts.IsCompleted, Receivers, Senders);
}
