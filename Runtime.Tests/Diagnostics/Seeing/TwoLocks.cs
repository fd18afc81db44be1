namespace Baton.Tests;

/// <summary>Two locks, which two threads take in opposite order: each has its first before either asks for its second.</summary>
internal sealed class TwoLocks(bool areMonitors) : IDisposable
{
    private readonly Lock _left = new();
    private readonly Lock _right = new();
    private readonly object _leftMonitor = new();
    private readonly object _rightMonitor = new();
    private readonly Barrier _haveFirst = new(2);

    internal void TakeBoth(bool leftFirst)
    {
        if (areMonitors)
        {
            lock (leftFirst ? _leftMonitor : _rightMonitor)
            {
                Meet();
                lock (leftFirst ? _rightMonitor : _leftMonitor)
                {
                    // that is all
                }
            }
        }
        else
        {
            lock (leftFirst ? _left : _right)
            {
                Meet();
                lock (leftFirst ? _right : _left)
                {
                    // that is all
                }
            }
        }
    }

    public void Dispose() => _haveFirst.Dispose();

    private void Meet() => _haveFirst.SignalAndWait();
}
