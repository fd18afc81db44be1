#if BATON_SEAMS
namespace Baton.Tests.Seamed.Fresh;
#else
namespace Baton.Tests.Declared;
#endif

/// <summary>Queues and stacks.</summary>
internal static class QueueModels
{
    // Two wait for an item, both are woken, and there is one.
    internal static void LookOnce(bool isRepaired)
    {
        object gate = new();
        Queue<int> items = new();
        Say.RunAll(Take, Take, Put);

        void Take()
        {
            Say.Point();
            lock (gate)
            {
                if (isRepaired)
                {
                    while (items.Count == 0)
                    {
                        Monitor.Wait(gate);
                    }
                }
                else if (items.Count == 0)
                {
                    Monitor.Wait(gate);
                }

                Say.That(items.Count > 0, "takes from an empty queue");
                items.Dequeue();
            }
        }

        void Put()
        {
            for (int i = 0; i < 2; i++)
            {
                Say.Point();
                lock (gate)
                {
                    items.Enqueue(i);
                    Monitor.PulseAll(gate);
                }
            }
        }
    }

    // One place, one condition for both sides: the pulse for a taker may go to one that puts.
    internal static void WakeWrongOne(bool isRepaired)
    {
        object gate = new();
        int count = 0;
        Say.RunAll(Put, Put, Take, Take);

        void Put() => Change(0, 1);

        void Take() => Change(1, -1);

        void Change(int from, int by)
        {
            for (int i = 0; i < 2; i++)
            {
                Say.Point();
                lock (gate)
                {
                    while (count != from)
                    {
                        Monitor.Wait(gate);
                    }

                    count += by;
                    if (isRepaired)
                    {
                        Monitor.PulseAll(gate);
                    }
                    else
                    {
                        Monitor.Pulse(gate);
                    }
                }
            }
        }
    }

    // Who closes takes what is left. What comes after that is lost.
    internal static void CloseEarly(bool isRepaired)
    {
        object gate = new();
        Queue<int> items = new();
        Cell isClosed = new(0);
        Cell handled = new(0);
        Cell refused = new(0);
        Say.RunAll(Send, Close);
        Say.That(handled.Value + refused.Value == 1, "an item is lost");

        void Send()
        {
            if (!isRepaired && isClosed.Value == 1)
            {
                refused.Add(1);
                return;
            }

            bool isRefused;
            Say.Point();
            lock (gate)
            {
                isRefused = isRepaired && isClosed.Value == 1;
                if (!isRefused)
                {
                    items.Enqueue(1);
                }
            }

            if (isRefused)
            {
                refused.Add(1);
            }
        }

        void Close()
        {
            int left;
            Say.Point();
            lock (gate)
            {
                isClosed.Value = 1;
                left = items.Count;
                items.Clear();
            }

            handled.Add(left);
        }
    }

    // A stack of two nodes, linked by numbers. One strand pops while the other pops both and pushes the first again.
    internal static void ComeBack(bool isRepaired)
    {
        const int Round = 10;
        Cell top = new(1); // with the number of the change, if repaired
        int[] next = [0, 2, 0];
        Cell[] owners = [new(0), new(0), new(0)];
        Say.RunAll(() => Own(Pop()), PopBothAndPushBack);
        Say.That(owners[1].Value <= 1 && owners[2].Value <= 1, "two have one node");

        void PopBothAndPushBack()
        {
            int first = Pop();
            Own(Pop());
            Push(first);
            Own(Pop());
        }

        void Own(int node)
        {
            if (node != 0)
            {
                owners[node].Add(1);
            }
        }

        int Pop()
        {
            while (true)
            {
                int seen = top.Value;
                int node = seen % Round;
                if (node == 0)
                {
                    return 0;
                }

                int after = next[node];
                Say.Point();
                if (top.TryExchange(seen, Changed(seen, after)))
                {
                    return node;
                }
            }
        }

        void Push(int node)
        {
            if (node == 0)
            {
                return;
            }

            while (true)
            {
                int seen = top.Value;
                next[node] = seen % Round;
                if (top.TryExchange(seen, Changed(seen, node)))
                {
                    return;
                }
            }
        }

        int Changed(int seen, int node) => isRepaired ? (((seen / Round) + 1) * Round) + node : node;
    }
}
