namespace Baton.Tests;

/// <summary>The thread that a wait waits for: it has prepared the case when this is created, and releases it when it is told to.</summary>
internal sealed class OtherSide : IDisposable
{
    private readonly ManualResetEvent _go = new(false); // no lock that a frame could find taken
    private readonly TestThread _thread;
    private readonly WaitCase _wait;

    internal OtherSide(WaitCase wait)
    {
        _wait = wait;
        using ManualResetEventSlim prepared = new();
        _thread = TestThread.Start(
            () =>
            {
                wait.Prepare?.Invoke();
                prepared.Set();
                _go.WaitOne();
                BeforeRelease?.Invoke();
                wait.Release();
            },
            "Other side");
        prepared.Wait();
    }

    /// <summary>On its thread: what it waits for before it releases.</summary>
    internal Action? BeforeRelease { private get; set; }

    /// <summary>Lets it release. May be called before the wait begins if something holds the release back.</summary>
    internal void Go() => _go.Set();

    /// <summary>Waits until it has released.</summary>
    internal void Join() => _thread.Join();

    /// <summary>As <see cref="Join"/>, for those who may not block.</summary>
    internal Task Joined() => _thread.Joined();

    public void Dispose()
    {
        _go.Set();
        _thread.Join();
        _go.Dispose();
        _wait.CleanUp?.Invoke();
    }
}
