namespace Baton.Stress;

/// <summary>What one receiver was given: of each sender, by each queue, in the order in which it was sent. The receiver's.</summary>
internal sealed class Arrivals(ItemLedger ledger, Checks checks, int queues = 1)
{
    private readonly int[] _last = [.. Enumerable.Repeat(-1, ledger.Senders * queues)];

    internal int Count { get; private set; }

    internal void Add(int item) => Add(item, 0);

    internal void Add(int item, int queue)
    {
        Count++;
        ledger.Delivered(item);
        ref int last = ref _last[(queue * ledger.Senders) + ledger.SenderOf(item)];
        if (item <= last)
        {
            checks.Fail("a receiver gets a sender's items in their order", $"{item} after {last}, of sender {ledger.SenderOf(item)}");
        }

        last = item;
    }

    internal void Check() => checks.Held("a receiver gets a sender's items in their order", Count);
}
