namespace Baton.Stress;

/// <summary>Plain, unsynchronized fields that several share, and that only a baton orders the accesses to.</summary>
internal sealed class SharedFields
{
    private int _running;   // who is inside: 0 nobody
    private long _counter;
    private long _entries;
    private long _overlaps;

    /// <param name="self">Who; not 0.</param>
    /// <param name="random">Of whoever this is.</param>
    internal void Touch(int self, Random random)
    {
        long before = _counter;
        _entries++;
        _overlaps += _running == 0 ? 0 : 1;
        _running = self;
        if (random.Next(8) == 0)
        {
            Perturbation.Spin(random.Next(20));
        }

        _overlaps += _running == self ? 0 : 1;
        _running = 0;
        _counter = before + 1;
    }

    internal void Check(Checks checks)
    {
        checks.Equal("the plain counter has every increment", _entries, _counter);
        checks.Equal("no frame runs beside another", 0, _overlaps);
        checks.Held("a frame entered alone", _entries - _overlaps);
    }
}
