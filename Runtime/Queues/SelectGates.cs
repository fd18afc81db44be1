namespace Baton;

/// <summary>
/// The gates of all queues of a select, each entered once, in the one order that all selects keep. So all queues are seen at one instant.
/// </summary>
internal readonly ref struct SelectGates
{
    private readonly ReadOnlySpan<SelectCase> _cases;
    private readonly Span<int> _order; // indexes of cases that have a queue, in the order of the queues; each queue once

    /// <summary>Enters the gates; <see cref="Dispose"/> leaves them.</summary>
    /// <param name="cases">Those of the select.</param>
    /// <param name="space">As many places as there are cases.</param>
    internal SelectGates(ReadOnlySpan<SelectCase> cases, Span<int> space)
    {
        _cases = cases;
        int count = 0;
        for (int i = 0; i < cases.Length; i++)
        {
            if (cases[i].Queue is { } queue)
            {
                count = Insert(queue, i, space, count);
            }
        }

        _order = space[..count];
        foreach (int index in _order)
        {
            _ = cases[index].Queue!.Gate.Enter(); // left by Dispose
        }
    }

    public void Dispose()
    {
        for (int i = _order.Length - 1; i >= 0; i--)
        {
            _cases[_order[i]].Queue!.Gate.Leave();
        }
    }

    // By insertion: there are few.
    private int Insert(QueueCore queue, int index, Span<int> order, int count)
    {
        int place = count;
        while (place > 0 && _cases[order[place - 1]].Queue!.Order > queue.Order)
        {
            place--;
        }

        if (place > 0 && _cases[order[place - 1]].Queue == queue)
        {
            return count;
        }

        order[place..count].CopyTo(order[(place + 1)..]);
        order[place] = index;
        return count + 1;
    }
}
