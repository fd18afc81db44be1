namespace Baton;

/// <summary>A <see cref="CoroutineQueue{T}"/> at which a member waits, as it was at one instant.</summary>
/// <param name="Key">Names it in all outputs of this process, such as <c>q1</c>.</param>
/// <param name="ItemType">The name of the items' type.</param>
/// <param name="Count">The items in it.</param>
/// <param name="Capacity">The most items that it holds. Null: no limit.</param>
/// <param name="IsCompleted">Does it take no more items?</param>
/// <param name="Receivers">The keys of the members that wait for an item.</param>
/// <param name="Senders">The keys of the members that wait for room.</param>
public sealed record QueueInfo(
    string Key,
    string ItemType,
    int Count,
    int? Capacity,
    bool IsCompleted,
    IReadOnlyList<string> Receivers,
    IReadOnlyList<string> Senders);
