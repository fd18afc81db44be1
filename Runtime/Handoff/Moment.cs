namespace Baton;

/// <summary>
/// Spins until another thread has made its next step, or a few. A <see cref="SpinWait"/> sleeps now and then, and an interrupt ends that by
/// an exception; this never sleeps.
/// </summary>
internal struct Moment
{
    private const int SpinsAtFirst = 8;

    private static readonly int s_spins = Environment.ProcessorCount > 1 ? SpinsAtFirst : 0;

    private int _spins; // how often it has spun; the calling thread

    /// <summary>The caller looks again after this.</summary>
    internal void Spin()
    {
        if (_spins < s_spins)
        {
            _spins++;
            Thread.SpinWait(4 << _spins);
        }
        else
        {
            Thread.Yield();
        }
    }
}
