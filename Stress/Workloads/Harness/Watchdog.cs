namespace Baton.Stress;

/// <summary>Acts when it is not disposed in time. Has a thread of its own: a hang may have taken all others.</summary>
internal sealed class Watchdog : IDisposable
{
    private readonly ManualResetEventSlim _over = new();
    private readonly Thread _thread;

    internal Watchdog(TimeSpan limit, Action onHang)
    {
        _thread = new Thread(() =>
        {
            if (!_over.Wait(limit))
            {
                onHang();
            }
        })
        {
            IsBackground = true,
            Name = "Watchdog",
        };
        _thread.Start();
    }

    public void Dispose()
    {
        _over.Set();
        _thread.Join();
        _over.Dispose();
    }
}
