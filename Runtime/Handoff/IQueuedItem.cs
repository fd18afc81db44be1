namespace Baton;

/// <summary>
/// Work of the library's own for the .NET thread pool that must not get lost: a party waits for it. Made before it is needed.
/// </summary>
/// <remarks>
/// It may be run more than once, if memory ran out in the middle of its queueing. So it does its work the first time only, or sees that
/// the work is done.
/// </remarks>
internal interface IQueuedItem : IThreadPoolWorkItem
{
    /// <summary>The item that was postponed before this one. Belongs to <see cref="PostponedItems"/>.</summary>
    IQueuedItem? Earlier { get; set; }
}
