namespace Baton.Stress;

/// <summary>One select: its cases, and an account of which of them happened. The party's that selects.</summary>
internal sealed class SelectStep(ItemLedger ledger, Arrivals arrivals, Checks checks)
{
    private readonly List<SelectCase> _cases = [];
    private readonly List<int> _offered = [];   // of each case: its item; −1: it is no enqueue
    private readonly List<bool> _tells = [];    // of each case: has it a call-back?
    private readonly List<int> _called = [];

    internal bool HasItems => _offered.Exists(item => item >= 0);

    internal int Count => _cases.Count;

    internal void Dequeue(CoroutineQueue<int> queue, int number)
    {
        int index = _cases.Count;
        Add(
            queue.OnDequeue(item =>
            {
                _called.Add(index);
                arrivals.Add(item, number);
                if (_offered.Contains(item))
                {
                    checks.Fail("a select never deals with itself", $"{item}");
                }
            }),
            -1,
            true);
    }

    internal void Enqueue(CoroutineQueue<int> queue, int item)
    {
        int index = _cases.Count;
        Add(queue.OnEnqueue(item, () => _called.Add(index)), item, true);
    }

    internal void After(TimeSpan timeout)
    {
        int index = _cases.Count;
        Add(Select.After(timeout, () => _called.Add(index)), -1, true);
    }

    internal void On(Task<int> task, Random random)
    {
        int index = _cases.Count;
        int kind = random.Next(3);
        SelectCase one = kind switch
        {
            0 => Select.On(task),
            1 => Select.On((Task)task, () => _called.Add(index)),
            _ => Select.On(task, _ => _called.Add(index)),
        };
        Add(one, -1, kind != 0);
    }

    /// <summary>The call, once all cases are there.</summary>
    internal QueueCall Call(bool waits) => waits ? new SelectCall([.. _cases]) : new SelectOrDefaultCall([.. _cases]);

    /// <summary>Enters in the books what came of it, and checks it.</summary>
    internal void Settle(Outcome outcome)
    {
        int done = outcome.IsDone ? outcome.Result : -1;
        if (done >= 0 && _tells[done])
        {
            checks.That("the call-back of the case that was done is called, once", _called is [int only] && only == done, () =>
                Describe(outcome));
        }
        else
        {
            checks.That("no other call-back is called", _called.Count == 0, () => Describe(outcome));
        }

        for (int index = 0; index < _cases.Count; index++)
        {
            if (_offered[index] >= 0)
            {
                ledger.Offered(_offered[index], index == done);
            }
        }
    }

    private string Describe(Outcome outcome) => $"{outcome}, called: {string.Join(", ", _called)}, of {string.Join(", ", _offered)}";

    private void Add(SelectCase one, int item, bool tells)
    {
        _cases.Add(one);
        _offered.Add(item);
        _tells.Add(tells);
    }
}
