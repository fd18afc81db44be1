namespace Baton.Stress;

/// <summary>A fork that lies in a queue.</summary>
internal sealed class QueueFork : Fork
{
    private readonly CoroutineQueue<int> _table = new(1);
    private readonly Checks _checks;

    internal QueueFork(Checks checks)
        : base(checks)
    {
        _checks = checks;
        _table.Enqueue(0);
    }

    internal override int Places => QueuePlaces.Of(_table);

    internal override SelectCase Take(int side, Action taken) => _table.OnDequeue(_ => taken());

    internal override ValueTask PutDownAsync(Hand hand)
    {
        _checks.That("there is room for a fork where it lay", _table.TryEnqueue(0));
        return ValueTask.CompletedTask;
    }

    internal override void End() => _checks.That("a fork lies there in the end", _table.Count == 1);
}
