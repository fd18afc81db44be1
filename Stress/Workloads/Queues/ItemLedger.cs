using System.Collections.Concurrent;

namespace Baton.Stress;

/// <summary>
/// An exact account of all items: each that a queue accepted must be delivered once or given back once, each that it did not accept
/// never. Any thread; checked when all is over.
/// </summary>
internal sealed class ItemLedger(int senders, int most, Checks checks)
{
    private const int MostNamed = 8;

    private readonly Bitmap _accepted = new(senders * most);
    private readonly Bitmap _refused = new(senders * most);
    private readonly Bitmap _delivered = new(senders * most);
    private readonly Bitmap _givenBack = new(senders * most);
    private readonly ConcurrentQueue<string> _twice = new();
    private int _deliveries; // interlocked, as is the next
    private int _returns;

    /// <summary>Does each sender put all its items into one queue?</summary>
    internal bool IsInOrder { get; init; }

    internal int Senders => senders;

    internal int GivenBack => Volatile.Read(ref _returns);

    /// <summary>A sender's item with this number.</summary>
    internal int Item(int sender, int number) => (sender * most) + number;

    internal int SenderOf(int item) => item / most;

    internal void Offered(int item, bool isAccepted) => Set(isAccepted ? _accepted : _refused, item, "offered");

    internal void Delivered(int item)
    {
        Interlocked.Increment(ref _deliveries);
        Set(_delivered, item, "delivered");
    }

    internal void GaveBack(int item)
    {
        Interlocked.Increment(ref _returns);
        Set(_givenBack, item, "given back");
    }

    /// <summary>What has not been delivered, for a message.</summary>
    internal string Describe() => $"{Volatile.Read(ref _deliveries)} delivered, {GivenBack} given back. Accepted, and neither: " +
        $"{Name(IsLost)}";

    internal void Check()
    {
        checks.That("no item is seen twice", _twice.IsEmpty, () => string.Join(", ", _twice.Take(MostNamed)));
        Check("each accepted item is delivered or given back", IsLost);
        Check("no item is both delivered and given back", item => _delivered[item] && _givenBack[item]);
        Check("no item is seen that was not accepted", item => !_accepted[item] && (_delivered[item] || _givenBack[item]));
        checks.Held("an item was delivered", _deliveries);
        checks.Held("an item was given back", _returns);
        checks.Held("an item was not accepted", Items().Count(item => _refused[item]));
        if (IsInOrder)
        {
            Check("what was given back was behind all that was delivered", IsOvertaken);
        }
    }

    private bool IsLost(int item) => _accepted[item] && !_delivered[item] && !_givenBack[item];

    private bool IsOvertaken(int item) => _givenBack[item]
        && Items().Skip(item + 1).TakeWhile(later => SenderOf(later) == SenderOf(item)).Any(later => _delivered[later]);

    private IEnumerable<int> Items() => Enumerable.Range(0, senders * most);

    private void Check(string name, Func<int, bool> isWrong) => checks.That(name, !Items().Any(isWrong), () =>
        $"{Name(isWrong)}; {Describe()}");

    private string Name(Func<int, bool> isMeant)
    {
        int[] items = [.. Items().Where(isMeant)];
        return $"{items.Length} items" + string.Concat(items.Take(MostNamed).Select(item =>
            $", {Name(item)}")) + (items.Length > MostNamed ? ", ..." : "");
    }

    private string Name(int item) => $"{item} (number {item % most} of sender {SenderOf(item)})";

    private void Set(Bitmap map, int item, string what)
    {
        if (!map.TrySet(item))
        {
            _twice.Enqueue($"{Name(item)} {what} twice");
        }
    }
}
