namespace Baton;

/// <summary>
/// Work in line, linked through itself: nothing is allocated, and what is canceled leaves from the middle. Under the pool's gate.
/// </summary>
internal struct WorkLine
{
    /// <summary>Null: the line is empty.</summary>
    internal WorkItem? First { get; private set; }

    private WorkItem? _last; // null: the line is empty; under the gate

    internal void AddLast(WorkItem item) => Insert(item, earlier: _last, later: null);

    internal void AddFirst(WorkItem item) => Insert(item, earlier: null, later: First);

    /// <summary>Takes out what stands in this line.</summary>
    internal void Remove(WorkItem item)
    {
        Join(item.Earlier, item.Later);
        item.Earlier = item.Later = null;
    }

    private void Insert(WorkItem item, WorkItem? earlier, WorkItem? later)
    {
        Join(earlier, item);
        Join(item, later);
    }

    // Makes two neighbors; null is the end of the line on that side.
    private void Join(WorkItem? earlier, WorkItem? later)
    {
        if (earlier is null)
        {
            First = later;
        }
        else
        {
            earlier.Later = later;
        }

        if (later is null)
        {
            _last = earlier;
        }
        else
        {
            later.Earlier = earlier;
        }
    }
}
