using System.Runtime.InteropServices;

namespace Baton.Testing;

/// <summary>Which pairs of operations in conflict were seen, and in which orders. Belongs to the exploring thread.</summary>
/// <remarks>An operation is known by its strand, and by how many that strand has done before it.</remarks>
internal sealed class PairsSeen
{
    private const int Near = 8;             // how many operations at the same resource are looked at
    private const int MostPairs = 200_000;

    private readonly Dictionary<(ulong Low, ulong High), int> _orders = []; // 1, 2: one of the orders; 3: both. The exploring thread
    private readonly List<List<(ulong Key, int Strand, bool IsWrite)>> _last = []; // at each resource; the exploring thread
    private readonly List<int> _counts = []; // the operations of each strand; the exploring thread
    private int _both; // how many pairs were seen in both orders; the exploring thread

    internal double Coverage => _orders.Count == 0 ? 1 : (double)_both / _orders.Count;

    /// <summary>A schedule was run.</summary>
    internal void Add(IReadOnlyList<PendingOperation> operations)
    {
        _last.ForEach(static list => list.Clear());
        _counts.Clear();
        for (int i = 0; i < operations.Count; i++)
        {
            Add(operations[i]);
        }
    }

    /// <summary>Adds what another has seen.</summary>
    internal void Add(PairsSeen other)
    {
        foreach (((ulong Low, ulong High) pair, int orders) in other._orders)
        {
            Add(pair, orders);
        }
    }

    private void Add(in PendingOperation operation)
    {
        int index = ConflictLevels.IndexOf(operation.Resource);
        while (_last.Count <= index)
        {
            _last.Add([]);
        }

        while (_counts.Count <= operation.Strand)
        {
            _counts.Add(0);
        }

        ulong key = ((ulong)(uint)operation.Strand << 32) | (uint)_counts[operation.Strand]++;
        List<(ulong Key, int Strand, bool IsWrite)> last = _last[index];
        for (int i = last.Count - 1; i >= 0 && i >= last.Count - Near; i--)
        {
            if (last[i].Strand != operation.Strand && (last[i].IsWrite || operation.IsWrite))
            {
                bool isLower = last[i].Key < key;
                Add(isLower ? (last[i].Key, key) : (key, last[i].Key), isLower ? 1 : 2);
            }
        }

        last.Add((key, operation.Strand, operation.IsWrite));
    }

    private void Add((ulong Low, ulong High) pair, int orders)
    {
        if (_orders.Count >= MostPairs && !_orders.ContainsKey(pair))
        {
            return;
        }

        ref int seen = ref CollectionsMarshal.GetValueRefOrAddDefault(_orders, pair, out _);
        int now = seen | orders;
        _both += now == 3 && seen != 3 ? 1 : 0;
        seen = now;
    }
}
