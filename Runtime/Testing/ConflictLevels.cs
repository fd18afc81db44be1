namespace Baton.Testing;

/// <summary>
/// What an order of operations comes to if those that are not in conflict may change places: the normal form of D. Foata, as a hash.
/// </summary>
/// <remarks>
/// Each operation has a level: one more than the highest before it that is of the same strand, or in conflict. Two orders are the same if
/// they have the same operations at the same levels. Belongs to the exploring thread.
/// </remarks>
internal sealed class ConflictLevels
{
    // All of these: the exploring thread.
    private readonly List<int> _strands = [];                       // the level of each strand, by number
    private readonly List<int> _counts = [];                        // the operations of each strand, by number
    private readonly List<(int Write, int Read)> _resources = [];   // the highest levels at each resource, by number
    private readonly List<ulong> _users = [];                       // who uses each resource, by number: the same in all such orders

    /// <summary>The hash of an order.</summary>
    internal ulong Of(IReadOnlyList<PendingOperation> operations)
    {
        _strands.Clear();
        _counts.Clear();
        _resources.Clear();
        _users.Clear();
        FindUsers(operations);
        _counts.Clear();
        ulong sum = 0;
        for (int i = 0; i < operations.Count; i++)
        {
            PendingOperation operation = operations[i];
            int level = Raise(operation);
            ulong user = operation.Resource == 0 ? 0 : _users[IndexOf(operation.Resource)];
            sum += Mixed(Key(operation, Count(operation.Strand)) + (ulong)level + (user * 3));
        }

        return sum;
    }

    // Resources are numbered by their first use, so their numbers differ between orders that are the same.
    private void FindUsers(IReadOnlyList<PendingOperation> operations)
    {
        for (int i = 0; i < operations.Count; i++)
        {
            PendingOperation operation = operations[i];
            int count = Count(operation.Strand);
            if (operation.Resource != 0)
            {
                int index = IndexOf(operation.Resource);
                Fill(_users, index);
                _users[index] += Mixed(Key(operation, count));
            }
        }
    }

    private int Count(int strand)
    {
        Fill(_counts, strand);
        return ++_counts[strand];
    }

    private int Raise(in PendingOperation operation)
    {
        Fill(_strands, operation.Strand);
        int index = IndexOf(operation.Resource);
        Fill(_resources, index);
        (int write, int read) = _resources[index];
        int level = 1 + Math.Max(_strands[operation.Strand], operation.IsWrite ? Math.Max(write, read) : write);
        _strands[operation.Strand] = level;
        _resources[index] = operation.IsWrite ? (level, read) : (write, Math.Max(read, level));
        return level;
    }

    // Numbers may be negative too.
    internal static int IndexOf(int resource) => (resource << 1) ^ (resource >> 31);

    private static void Fill<T>(List<T> list, int index)
        where T : struct
    {
        while (list.Count <= index)
        {
            list.Add(default);
        }
    }

    private static ulong Key(in PendingOperation operation, int count) => Mixed(
        ((ulong)(uint)operation.Strand << 40) ^ ((ulong)(uint)count << 8) ^ ((ulong)operation.Kind << 1) ^ (operation.IsWrite ? 1UL : 0));

    private static ulong Mixed(ulong word)
    {
        word = (word ^ (word >> 30)) * 0xBF58476D1CE4E5B9;
        word = (word ^ (word >> 27)) * 0x94D049BB133111EB;
        return word ^ (word >> 31);
    }
}
