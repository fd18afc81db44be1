namespace Baton.Testing;

/// <summary>The steps are to come in a given order, as far as that goes: always the first that is left whose strand can go on.</summary>
/// <param name="order">The strands, by number, one for each step.</param>
/// <param name="values">The values to be chosen, in order.</param>
internal sealed class OrderGuide(IReadOnlyList<int> order, IReadOnlyList<int> values) : Guide
{
    private readonly bool[] _isDone = new bool[order.Count]; // which steps were made; the thread with the turn
    private int _first;     // the first that is left; the thread with the turn
    private int _chosen;    // how many values were; the thread with the turn

    internal override bool SeesAll => true;

    internal override int Pick(ReadOnlySpan<PendingOperation> enabled, in StepInfo at)
    {
        for (; _first < order.Count && _isDone[_first]; _first++)
        {
        }

        for (int i = _first; i < order.Count; i++)
        {
            int index = _isDone[i] ? -1 : IndexOf(enabled, order[i]);
            if (index >= 0)
            {
                _isDone[i] = true;
                return index;
            }
        }

        return Math.Max(at.Current, 0);
    }

    internal override void Note(in PendingOperation begun) => Pick([begun], default);

    internal override int? Choose(int count, long step) => _chosen < values.Count ? Math.Min(values[_chosen++], count - 1) : 0;

    private static int IndexOf(ReadOnlySpan<PendingOperation> enabled, int strand)
    {
        for (int i = 0; i < enabled.Length; i++)
        {
            if (enabled[i].Strand == strand)
            {
                return i;
            }
        }

        return -1;
    }
}
