using System.Diagnostics;

namespace Baton.Tests.Itself;

/// <summary>Coroutines and the threads of their pool.</summary>
internal static class CoroutinePrograms
{
    /// <summary>Two threads resume the same coroutine: each gets an item, or is told that another resumes.</summary>
    internal static void ResumeTwice()
    {
        CoroutineThreadPool pool = Fresh.Pool(mostThreads: 1);
        Coroutine<int> coroutine = Coroutine.Create<int>(
            static yielder =>
            {
                yielder.Suspend(1);
                yielder.Suspend(2);
                return 3;
            },
            new CoroutineOptions { ThreadPool = pool, UnwindTimeout = Timeout.InfiniteTimeSpan });
        List<int> items = [];
        Strands.Run(("resumer 1", Resume), ("resumer 2", Resume));
        coroutine.Dispose();
        Fresh.End(pool);
        string given = string.Join(' ', items.Order());
        Require.That(given is "1" or "1 2", $"items {given}");

        void Resume()
        {
            try
            {
                items.Add(coroutine.Resume());
            }
            catch (InvalidOperationException e) when (!e.Message.Contains("assertion", StringComparison.Ordinal))
            {
                // the other resumes
            }
        }
    }

    /// <summary>One thread resumes, another disposes.</summary>
    internal static void ResumeAgainstDispose()
    {
        CoroutineThreadPool pool = Fresh.Pool(mostThreads: 1);
        bool isUnwound = false;
        bool hasBegun = false;
        Coroutine<int> coroutine = Coroutine.Create<int>(
            yielder =>
            {
                hasBegun = true;
                try
                {
                    yielder.Suspend(1);
                    return 2;
                }
                finally
                {
                    isUnwound = true;
                }
            },
            new CoroutineOptions { ThreadPool = pool, UnwindTimeout = Timeout.InfiniteTimeSpan });
        Strands.Run(
            ("resumer", () => Tried(() => coroutine.Resume())),
            ("disposer", () => Tried(coroutine.Dispose)));
        Tried(coroutine.Dispose);
        Fresh.End(pool);
        Require.That(isUnwound == hasBegun, "a body was begun and not unwound");
        Require.That(coroutine.Status is CoroutineStatus.Canceled, $"the coroutine is {coroutine.Status}");
    }

    /// <summary>A pool's thread is idle, and its time comes to an end while work for it arrives.</summary>
    internal static void RetireAgainstSubmit()
    {
        CoroutineThreadPool pool = Fresh.Pool(mostThreads: 1, idleMilliseconds: 10);
        int ran = 0;
        Strands.Run(("caller", () =>
        {
            pool.Run(() => { ran++; }).Wait();
            Thread.Sleep(10); // until the moment when the thread's time is over
            pool.Run(() => { ran++; }).Wait();
        }
        ));
        Fresh.End(pool);
        Require.That(ran == 2, $"{ran} of 2 have run");
    }

    /// <summary>A pool's one thread is done with its work while other work is brought, which must not wait for a timer.</summary>
    internal static void ReturnAgainstSubmit()
    {
        CoroutineThreadPool pool = Fresh.Pool(mostThreads: 1);
        long begin = Stopwatch.GetTimestamp();
        int ran = 0;
        Strands.Run(
            ("caller 1", () => pool.Run(() => { ran++; }).Wait()),
            ("caller 2", () => pool.Run(() => { ran++; }).Wait()));
        Require.That(ran == 2, $"{ran} of 2 have run");
        Require.That(Stopwatch.GetTimestamp() == begin, "work has waited although the pool's thread was idle");
        Fresh.End(pool);
    }

    /// <summary>A pool with an idle thread is disposed of by two threads at once: each disposal ends with the idle thread.</summary>
    internal static void DisposePoolTwice()
    {
        CoroutineThreadPool pool = Fresh.Pool(mostThreads: 1);
        pool.Run(static () => { }).Wait();
        SpinWait.SpinUntil(() => pool.IdleThreads == 1);
        Strands.Run(("disposer 1", Dispose), ("disposer 2", Dispose));

        void Dispose()
        {
            pool.Dispose();
            Require.That(pool.LiveThreads == 0, "a disposal has returned while the idle thread lives");
        }
    }

    private static void Tried(Action act)
    {
        try
        {
            act();
        }
        catch (InvalidOperationException e) when (!e.Message.Contains("assertion", StringComparison.Ordinal))
        {
            // the other was first
        }
    }
}
