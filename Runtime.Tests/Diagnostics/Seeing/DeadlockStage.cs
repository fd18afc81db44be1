using System.Collections.Concurrent;

namespace Baton.Tests;

/// <summary>Where deadlocks are made: schedulers and frames by their names. Ends all of it by cancellation.</summary>
/// <param name="pool">Where frames get their threads from.</param>
internal sealed class DeadlockStage(CoroutineThreadPool pool) : IDisposable
{
    private readonly ConcurrentDictionary<string, CoroutineScheduler> _schedulers = new();
    private readonly ConcurrentDictionary<string, TaskCompletionSource<Frame>> _frames = new();
    private readonly List<TestThread> _threads = [];
    private readonly Lazy<CoroutineThreadPool> _small = new(() => new CoroutineThreadPool(new() { Name = "small", MaxThreads = 2 }));

    /// <summary>The frame of that name, which may have to be started yet: plain threads and frames wait for that.</summary>
    internal Frame this[string name] => Source(name).Task.Await();

    internal Frame Start(string scheduler, string name, Action function)
    {
        Frame frame = SchedulerOf(scheduler).Start(function, name);
        _ = frame.AsTask(); // which carries the failure: one that waits for a frame that was canceled first fails
        Source(name).SetResult(frame);
        return frame;
    }

    /// <summary>In a frame: starts a frame on another scheduler when all threads are taken, and waits for it.</summary>
    internal void StartAndAwait(string scheduler, string name)
    {
        Eventually.True(() => _small.Value.LiveThreads == 2, "both threads are taken");
        Start(scheduler, name, () => { }).Await();
    }

    internal void StartThread(Action work) => _threads.Add(TestThread.Start(
        () =>
        {
            try
            {
                work();
            }
            catch (OperationCanceledException)
            {
                // the frame was canceled
            }
        },
        "visitor"));

    internal void InBody(Action body)
    {
        using Coroutine<int> coroutine = Coroutine.Create<int>(
            _ =>
            {
                body();
                return 0;
            },
            new CoroutineOptions { ThreadPool = pool });
        coroutine.Resume();
    }

    public void Dispose()
    {
        foreach (TaskCompletionSource<Frame> frame in _frames.Values)
        {
            frame.Task.Result.Cancel();
        }

        foreach (CoroutineScheduler scheduler in _schedulers.Values)
        {
            scheduler.Dispose();
        }

        foreach (TaskCompletionSource<Frame> frame in _frames.Values)
        {
            _ = frame.Task.Result.AsTask().Exception;
        }

        _threads.ForEach(static thread => thread.Join());
        if (_small.IsValueCreated)
        {
            _small.Value.Dispose();
        }
    }

    private TaskCompletionSource<Frame> Source(string name) => _frames.GetOrAdd(
        name, static _ => new TaskCompletionSource<Frame>(TaskCreationOptions.RunContinuationsAsynchronously));

    private CoroutineScheduler SchedulerOf(string name) => _schedulers.GetOrAdd(
        name,
        name => new CoroutineScheduler(new CoroutineSchedulerOptions
        {
            Name = name,
            ThreadPool = name.StartsWith("small", StringComparison.Ordinal) ? _small.Value : pool,
        }));
}
