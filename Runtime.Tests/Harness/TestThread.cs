namespace Baton.Tests;

/// <summary>A thread of a test's own, whose failure is the test's failure.</summary>
internal sealed class TestThread
{
    private static readonly ManualResetEvent s_signaled = new(true);

    private readonly Thread _thread;
    private Exception? _failure; // the thread; read after the join

    private TestThread(Action work)
    {
        _thread = new Thread(() => Run(work)) { IsBackground = true, Name = "test thread" };
        _thread.Start();
    }

    internal Thread Thread => _thread;

    internal static TestThread Start(Action work) => new(work);

    /// <summary>Waits for its end, and throws what it threw.</summary>
    internal void Join()
    {
        Assert.IsTrue(_thread.Join(TimeSpan.FromSeconds(60)), "the test's thread ends");
        if (_failure is not null)
        {
            throw new InvalidOperationException("The test's thread failed.", _failure);
        }
    }

    /// <summary>Was the calling thread interrupted, with nobody told yet? It is not any more after this.</summary>
    internal static bool TakePendingInterrupt()
    {
        try
        {
            s_signaled.WaitOne(0);
            return false;
        }
        catch (ThreadInterruptedException)
        {
            return true;
        }
    }

    private void Run(Action work)
    {
        try
        {
            work();
        }
        catch (Exception e) // whatever it is, Join brings it to the test
        {
            _failure = e;
        }
    }
}
