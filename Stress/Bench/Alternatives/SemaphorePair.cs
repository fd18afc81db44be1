namespace Baton.Stress;

/// <summary>What one would write at first: two plain semaphores, <c>Release</c> and <c>Wait</c>, around a thread of one's own.</summary>
internal sealed class SemaphorePair : IDisposable
{
    private readonly SemaphoreSlim _there = new(0, 1);
    private readonly SemaphoreSlim _back = new(0, 1);
    private readonly Action _work;
    private readonly Thread _thread;
    private bool _over;

    internal SemaphorePair(Action? work = null)
    {
        _work = work ?? (static () => { });
        _thread = new Thread(Answer) { IsBackground = true };
        _thread.Start();
    }

    internal void RoundTrip()
    {
        _there.Release();
        _back.Wait();
    }

    public void Dispose()
    {
        _over = true;
        _there.Release();
        _thread.Join();
        _there.Dispose();
        _back.Dispose();
    }

    private void Answer()
    {
        while (true)
        {
            _there.Wait();
            if (_over)
            {
                return;
            }

            _work();
            _back.Release();
        }
    }
}
