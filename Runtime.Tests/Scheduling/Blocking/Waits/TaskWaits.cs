using System.Runtime.CompilerServices;

namespace Baton.Tests;

/// <summary>Waits for tasks, for threads and for time.</summary>
internal static class TaskWaits
{
    internal static WaitCase Wait() => OfTask(task => task.Wait());

    internal static WaitCase Result() => OfTask(task => Assert.AreEqual(3, task.Result));

    internal static WaitCase GetResult() => OfTask(task => Assert.AreEqual(3, task.GetAwaiter().GetResult()));

    internal static WaitCase WaitAll() => OfTask(task => Task.WaitAll(task, Task.CompletedTask));

    internal static WaitCase WaitAny() => OfTask(task => Assert.AreEqual(1, Task.WaitAny(new TaskCompletionSource().Task, task)));

    private static WaitCase OfTask(Action<Task<int>> wait)
    {
        TaskCompletionSource<int> source = new();
        return new WaitCase { Wait = () => wait(source.Task), Release = () => source.SetResult(3) };
    }

    // The calling thread does a share itself: the last one to leave is another, which waits.
    internal static WaitCase ParallelFor()
    {
        ManualResetEventSlim finish = new();
        return new WaitCase
        {
            Wait = () =>
            {
                Thread own = Thread.CurrentThread;
                using ManualResetEventSlim begun = new();
                Parallel.For(0, 2, new ParallelOptions { MaxDegreeOfParallelism = 2 }, _ =>
                {
                    if (Thread.CurrentThread == own)
                    {
                        SpinWait.SpinUntil(() => begun.IsSet, TimeSpan.FromSeconds(30));
                    }
                    else
                    {
                        begun.Set();
                        finish.Wait();
                    }
                });
            },
            Release = finish.Set,
            CleanUp = finish.Dispose,
            IsRepeatable = false,
        };
    }

    internal static WaitCase Join()
    {
        ManualResetEventSlim finish = new();
        Thread thread = new(finish.Wait) { IsBackground = true };
        thread.Start();
        return new WaitCase
        {
            Wait = thread.Join,
            Release = finish.Set,
            CleanUp = () =>
            {
                thread.Join();
                finish.Dispose();
            },
        };
    }

    internal static WaitCase Sleep() => new() { Wait = () => Thread.Sleep(1), Release = () => { } };

    internal static WaitCase Spin()
    {
        bool released = false;
        return new WaitCase
        {
            Wait = () => SpinWait.SpinUntil(() => Volatile.Read(ref released)),
            Release = () => Volatile.Write(ref released, true),
        };
    }

    internal static WaitCase Finalizers()
    {
        ManualResetEventSlim finish = new();
        ManualResetEventSlim begun = new();
        return new WaitCase
        {
            Wait = () =>
            {
                Drop(begun, finish);
                GC.Collect();
                GC.WaitForPendingFinalizers();
            },
            Release = finish.Set,
            IsRepeatable = false,
        };
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Drop(ManualResetEventSlim begun, ManualResetEventSlim finish) => _ = new FinalizedSlowly(begun, finish);

    private sealed class FinalizedSlowly(ManualResetEventSlim begun, ManualResetEventSlim finish)
    {
        ~FinalizedSlowly()
        {
            begun.Set();
            finish.Wait();
        }
    }
}
