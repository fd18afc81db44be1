namespace Baton.Tests;

/// <summary>Blocking work that keeps one thread of a pool until it is told to leave.</summary>
internal sealed class Occupant : IDisposable
{
    private readonly ManualResetEventSlim _leave = new();
    private readonly Task _work;

    /// <summary>Returns when the work has a thread.</summary>
    internal Occupant(CoroutineThreadPool pool)
    {
        _work = pool.Run(() =>
        {
            Thread = Thread.CurrentThread;
            _leave.Wait();
        });
        Eventually.True(() => Thread is not null, "the occupant has a thread");
    }

    internal Thread? Thread { get; private set; }

    public void Dispose()
    {
        _leave.Set();
        Assert.IsTrue(_work.Wait(TimeSpan.FromSeconds(30)), "the occupant leaves");
        _leave.Dispose();
    }
}
