using System.Reflection;

namespace Baton.Tests;

/// <summary>For child processes: brings the .NET thread pool to where whoever queues something must wait for a lock of its queue.</summary>
internal static class ThreadPoolQueue
{
    private const BindingFlags Any = BindingFlags.Static | BindingFlags.Instance | BindingFlags.NonPublic;

    /// <summary>
    /// Fills the newest segment of the queue, with all threads of the pool busy, and holds the lock that a new one is made under, until the
    /// thread <paramref name="until"/> gives waits too. False where the runtime keeps its queue in another way.
    /// </summary>
    internal static bool TryBlock(Func<Thread?> until)
    {
        object? queue = typeof(ThreadPool).GetField("s_workQueue", Any)?.GetValue(null);
        object? items = queue?.GetType().GetField("workItems", BindingFlags.Public | Any)?.GetValue(queue);
        if (items?.GetType().GetField("_crossSegmentLock", Any)?.GetValue(items) is not { } shared)
        {
            return false;
        }

        ManualResetEventSlim leave = new();
        CountdownEvent busy = new(2);
        ThreadPool.SetMinThreads(1, 1);
        ThreadPool.SetMaxThreads(2, 2);
        for (int i = 0; i < 2; i++)
        {
            ThreadPool.UnsafeQueueUserWorkItem(
                _ =>
                {
                    busy.Signal();
                    leave.Wait();
                },
                null);
        }

        busy.Wait();
        TaskCompletionSource isHeld = new();
        TestThread filler = null!;
        TestThread.Start(() =>
        {
            lock (shared)
            {
                isHeld.SetResult();
                Eventually.True(() => Volatile.Read(ref filler) is not null, "the queue is being filled");
                Eventually.Parked(filler.Thread);
                Eventually.True(() => until() is not null, "somebody is about to queue something");
                Eventually.Parked(until()!);
            }

            leave.Set();
        });
        isHeld.Task.Wait();
        Volatile.Write(ref filler, TestThread.Start(() =>
        {
            while (!leave.IsSet)
            {
                ThreadPool.UnsafeQueueUserWorkItem(_ => { }, null);
            }
        }));
        Eventually.Parked(filler.Thread);
        return true;
    }
}
