using System.Diagnostics;

namespace Baton.Stress;

/// <summary>What many suspended coroutines cost: to resume in turn, to have, and to leave alone.</summary>
internal static class CrowdBench
{
    internal static IEnumerable<Comparison> InTurn(Rounds rounds)
    {
        const int Crowd = 1000;
        Coroutine<int>[] coroutines = [.. Enumerable.Range(0, Crowd).Select(_ => Endless())];
        SemaphorePair[] pairs = [.. Enumerable.Range(0, Crowd).Select(_ => new SemaphorePair())];
        Array.ForEach(coroutines, coroutine => coroutine.Resume());
        Array.ForEach(pairs, pair => pair.RoundTrip());
        yield return rounds.Compare(
            "1,000 suspended, resumed in turn", "SemaphoreSlim pairs", "µs", 0.45,
            () => Turn(coroutines, coroutine => coroutine.Resume()),
            () => Turn(pairs, pair => pair.RoundTrip()));
        Array.ForEach(coroutines, coroutine => coroutine.Dispose());
        Array.ForEach(pairs, pair => pair.Dispose());
    }

    internal static IEnumerable<Comparison> Having(Rounds rounds)
    {
        // Memory that one round gives up is used again by the next, so each peak is taken against one ground level.
        const int Crowd = 8000;
        long ground = Resident();
        (Medians memory, Medians time) = rounds.CompareBoth(() => Suspend(Crowd, ground), () => Park(Crowd, ground));
        yield return new Comparison("8,000 suspended: resident memory", "8,000 bare parked threads", "MB", 1.3, memory);
        yield return new Comparison("8,000 suspended: time to get there", "8,000 bare parked threads", "ms", 1.5, time);
    }

    internal static IEnumerable<Comparison> Resting(Rounds rounds)
    {
        Coroutine<int>[] coroutines = [.. Enumerable.Range(0, 500).Select(_ => Endless())];
        Array.ForEach(coroutines, coroutine => coroutine.Resume());
        yield return rounds.Alone("500 suspended: processor time in a second", "ms", 5, Rest);
        Array.ForEach(coroutines, coroutine => coroutine.Dispose());
    }

    private static double Rest()
    {
        TimeSpan before = Environment.CpuUsage.TotalTime;
        Thread.Sleep(1000);
        return (Environment.CpuUsage.TotalTime - before).TotalMilliseconds;
    }

    private static double Turn<T>(T[] crowd, Action<T> resume) =>
        Stopclock.PerTurn(crowd.Length, () => Array.ForEach(crowd, resume)) / 1000;

    private static Reading Suspend(int crowd, long ground)
    {
        using CoroutineThreadPool pool = new(new CoroutineThreadPoolOptions { MaxThreads = crowd });
        CoroutineOptions options = new() { ThreadPool = pool };
        Coroutine<int>[] coroutines = [.. Enumerable.Range(0, crowd).Select(_ => Endless(options))];
        Reading reading = Having(ground, () => Array.ForEach(coroutines, coroutine => coroutine.Resume()));
        Array.ForEach(coroutines, coroutine => coroutine.Dispose());
        return reading;
    }

    private static Reading Park(int crowd, long ground)
    {
        using ManualResetEvent go = new(false);
        using CountdownEvent parking = new(crowd);
        Thread[] threads = [.. Enumerable.Range(0, crowd).Select(_ => new Thread(() =>
        {
            parking.Signal();
            go.WaitOne();
        }))];
        Reading reading = Having(ground, () =>
        {
            Array.ForEach(threads, thread => thread.Start());
            parking.Wait();
        });
        go.Set();
        Array.ForEach(threads, thread => thread.Join());
        return reading;
    }

    private static Reading Having(long ground, Action getThere)
    {
        long start = Stopwatch.GetTimestamp();
        getThere();
        double time = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        return new Reading((Resident() - ground) / 1e6, time);
    }

    private static long Resident()
    {
        GC.Collect();
        return Environment.WorkingSet;
    }

    private static Coroutine<int> Endless(CoroutineOptions? options = null) => Coroutine.Create<int>(
        static yielder =>
        {
            while (true)
            {
                yielder.Suspend(1);
            }
        },
        options);
}
