namespace Baton;

/// <summary>What a queue says of itself to those who look at it.</summary>
/// <param name="most">So many parties are listed of each side.</param>
internal struct QueueFacts(int most)
{
    internal int Count; // items in it; the code that describes

    internal bool IsCompleted; // does it take no more items? the code that describes

    internal readonly List<QueueWait> Receivers = new(most);

    internal readonly List<QueueWait> Senders = new(most);
}
