using System.Runtime.ExceptionServices;

namespace Baton.Tests;

/// <summary>A thread of a test: what fails on it fails the test that joins it.</summary>
internal sealed class TestThread
{
    private static readonly ManualResetEvent s_signaled = new(true);

    private ExceptionDispatchInfo? _failure; // the thread, before it ends; read after the join

    private TestThread(Action work, string name) => Thread = new Thread(() => Run(work)) { IsBackground = true, Name = name };

    internal Thread Thread { get; }

    internal static TestThread Start(Action work, string name = "Test thread")
    {
        TestThread thread = new(work, name);
        thread.Thread.Start();
        return thread;
    }

    /// <summary>Runs the work on another thread, and waits for it.</summary>
    internal static void Run(string name, Action work) => Start(work, name).Join();

    /// <summary>Starts all of them as nearly at once as can be, and waits for all.</summary>
    internal static void RunAtOnce(int count, Action<int> work)
    {
        using Barrier barrier = new(count);
        TestThread[] threads = [.. Enumerable.Range(0, count).Select(i => Start(
            () =>
            {
                barrier.SignalAndWait();
                work(i);
            },
            $"Contender {i}"))];
        foreach (TestThread thread in threads)
        {
            thread.Join();
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

    internal void Join()
    {
        Assert.IsTrue(Thread.Join(TimeSpan.FromSeconds(60)), $"thread '{Thread.Name}' never ended");
        _failure?.Throw();
    }

    /// <summary>As <see cref="Join"/>, for those who may not block.</summary>
    internal Task Joined() => Task.Run(Join);

    private void Run(Action work)
    {
        try
        {
            work();
        }
        catch (Exception e)
        {
            _failure = ExceptionDispatchInfo.Capture(e);
        }
    }
}
