namespace Baton.Stress;

/// <summary>What a handoff costs: tight, and with a body that computes in between.</summary>
internal static class HandoffBench
{
    private const int Turns = 300_000;

    private static readonly int[] s_bodies = [3, 30, 200]; // microseconds

    internal static IEnumerable<Comparison> Tight(Rounds rounds)
    {
        yield return rounds.Compare("resume + suspend, tight", "bare spinning", "ns", 1.8, () => Ours(Turns), Limit);
        yield return rounds.Compare("resume + suspend, tight", "SemaphoreSlim pair", "ns", 0.8, () => Ours(Turns), () => Plain(Turns / 10));
        yield return rounds.Compare("create + run + finish, warm", "bare spinning", "ns", 8, Create, Limit);
        yield return rounds.Alone("allocated per resume + suspend", "bytes", 0, Allocated);
    }

    internal static IEnumerable<Comparison> Computing(Rounds rounds) => s_bodies.SelectMany(microseconds =>
    {
        int turns = 60_000 / microseconds;
        (Medians overhead, Medians processor) = rounds.CompareBoth(
            () => OursComputing(microseconds, turns), () => PlainComputing(microseconds, turns));
        return new[]
        {
            new Comparison($"body of {microseconds} µs: overhead", "SemaphoreSlim pair", "µs", 1.1, overhead),
            new Comparison($"body of {microseconds} µs: processor time", "SemaphoreSlim pair", "µs", 1.1, processor),
        };
    });

    internal static double Limit()
    {
        using SpinningPair pair = new();
        Repeat(Turns / 10, pair.RoundTrip);
        return Stopclock.PerTurn(Turns, () => Repeat(Turns, pair.RoundTrip));
    }

    internal static double Ours(int turns)
    {
        using Coroutine<int> coroutine = Endless();
        Repeat(turns / 10, () => coroutine.Resume());
        return Stopclock.PerTurn(turns, () =>
        {
            for (int i = 0; i < turns; i++)
            {
                coroutine.Resume();
            }
        });
    }

    private static double Plain(int turns)
    {
        using SemaphorePair pair = new();
        Repeat(turns / 10, pair.RoundTrip);
        return Stopclock.PerTurn(turns, () => Repeat(turns, pair.RoundTrip));
    }

    internal static double Create()
    {
        const int Count = Turns / 10;
        return Stopclock.PerTurn(Count, () =>
        {
            for (int i = 0; i < Count; i++)
            {
                Coroutine.Create<int>(static _ => 1).Resume();
            }
        });
    }

    private static double Allocated()
    {
        using Coroutine<int> coroutine = Endless();
        Repeat(1000, () => coroutine.Resume());
        long before = GC.GetTotalAllocatedBytes(precise: true);
        for (int i = 0; i < Turns; i++)
        {
            coroutine.Resume();
        }

        // what the runtime itself allocates in the background meanwhile is far below a byte a turn
        return Math.Round((GC.GetTotalAllocatedBytes(precise: true) - before) / (double)Turns, 1);
    }

    private static Reading OursComputing(int microseconds, int turns)
    {
        using Coroutine<int> coroutine = Coroutine.Create<int>(yielder =>
        {
            while (true)
            {
                Stopclock.Compute(microseconds);
                yielder.Suspend(1);
            }
        });
        return Computing(microseconds, turns, () => coroutine.Resume());
    }

    private static Reading PlainComputing(int microseconds, int turns)
    {
        using SemaphorePair pair = new(() => Stopclock.Compute(microseconds));
        return Computing(microseconds, turns, pair.RoundTrip);
    }

    private static Reading Computing(int microseconds, int turns, Action roundTrip)
    {
        Repeat(turns / 10, roundTrip);
        (double elapsed, double processor) = Stopclock.WithProcessor(turns, () => Repeat(turns, roundTrip));
        return new Reading(elapsed - microseconds, processor);
    }

    private static Coroutine<int> Endless() => Coroutine.Create<int>(static yielder =>
    {
        while (true)
        {
            yielder.Suspend(1);
        }
    });

    private static void Repeat(int times, Action action)
    {
        for (int i = 0; i < times; i++)
        {
            action();
        }
    }
}
