namespace Baton.Stress;

/// <summary>Reads and writes a <see cref="MoodyStream"/>, sometimes with time limits, and bears with some of what it throws.</summary>
internal sealed class MoodyJob : BridgeJob
{
    private readonly MoodyStream _inner;
    private readonly PoisonedBuffers _buffers;
    private readonly int _calls;
    private readonly bool _bears;

    internal MoodyJob(Random random, Checks checks)
        : base(random, checks)
    {
        _inner = new MoodyStream(new Random(random.Next()), new Random(random.Next()), random.Next(20_000), checks);
        _buffers = new PoisonedBuffers(new Random(random.Next()), checks);
        _calls = random.Next(1, 60);
        _bears = random.Next(3) > 0;
    }

    internal override Stream Stream => _inner;

    internal override long Work(Stream stream)
    {
        SetLimits(stream);
        StreamReading reading = new(stream, _inner, Random, _buffers, Checks);
        StreamWriting writing = new(stream, _inner, Random, _buffers, Checks);
        for (int call = 0; call < _calls; call++)
        {
            try
            {
                if (Random.Next(2) == 0)
                {
                    writing.WriteOnce();
                }
                else if (!reading.ReadOnce() && Random.Next(4) == 0)
                {
                    break;
                }
            }
            catch (Exception e) when (_bears && e is ScenarioException or IOException)
            {
                Checks.Held("a body goes on after a call that failed", 1);
            }
        }

        return _calls;
    }

    internal override void Settle(bool isComplete, TimeSpan patience)
    {
        bool idle = SpinWait.SpinUntil(() => _inner.IsIdle, patience);
        Checks.That("every operation of the inner stream ends", idle, () => $"{_inner.Reads.Last}; {_inner.Writes.Last}");
        Checks.Equal("a bridge leaves the inner stream open", 0, _inner.Disposals);
        _buffers.Check();
    }

    private void SetLimits(Stream stream)
    {
        if (Random.Next(3) == 0)
        {
            stream.ReadTimeout = Random.Next(1, 4);
            _inner.Reads.MayStall = true;
        }

        if (Random.Next(3) == 0)
        {
            stream.WriteTimeout = Random.Next(1, 4);
            _inner.Writes.MayStall = true;
        }
    }
}
