namespace Baton.Stress;

/// <summary>What a scheduler's frames cost: to switch between, to start, and to await in.</summary>
internal static class SchedulingBench
{
    private const int Turns = 300_000;
    private const int Crowd = 1000;
    private const int Piece = 100_000;
    private const int Pieces = 300;

    private static readonly Func<int> s_one = static () => 1;
    private static readonly ValueTask<int>[] s_completed = [.. Enumerable.Range(0, 16).Select(value => new ValueTask<int>(value))];

    internal static IEnumerable<Comparison> Switching(Rounds rounds)
    {
        yield return rounds.Compare(
            "two frames yielding to each other, per switch", "half a resume + suspend, tight", "ns", 2, Switch, () =>
                HandoffBench.Ours(Turns) / 2);
        using SemaphoreRing ring = new(Crowd);
        yield return rounds.Compare("1,000 frames yielding in turn, per switch", "SemaphoreSlim ring", "µs", 0.4, SwitchInTurn, () =>
            PassAround(ring));
    }

    internal static IEnumerable<Comparison> Awaiting(Rounds rounds)
    {
        yield return rounds.Compare("Async + Await, not suspending", "create + run + finish, warm", "ns", 1.5, AsyncAwait,
            HandoffBench.Create);
        yield return rounds.Compare("Await of a completed ValueTask<int>", "await", "ns", 2, AwaitCompleted, AwaitCompletedAsync);
        yield return rounds.Alone("allocated per Await of a completed ValueTask<int>", "bytes", 0, Allocated);
    }

    internal static IEnumerable<Comparison> Concurrent(Rounds rounds)
    {
        const int Waits = 10;
        const int Milliseconds = 5;
        yield return rounds.Compare(
            "500 frames, each 10 × 5 ms Await", "ideal", "ms", 4, () => Wait(frames: 500, Waits, Milliseconds), () => Waits * Milliseconds);
    }

    private static double Switch() => CoroutineScheduler.Run(() =>
    {
        const int Warm = Turns / 10;
        Frame other = Coroutine.Async(() => Yield(Warm + Turns));
        Yield(Warm);
        double perTurn = Stopclock.PerTurn(Turns, () => Yield(Turns));
        other.Await();
        return perTurn / 2;
    });

    private static double SwitchInTurn() => CoroutineScheduler.Run(() =>
    {
        const int Laps = 10;
        bool over = false;
        for (int frame = 1; frame < Crowd; frame++)
        {
            Coroutine.Async(() =>
            {
                while (!over)
                {
                    Coroutine.Yield();
                }
            });
        }

        Yield(2);
        double perLap = Stopclock.PerTurn(Laps, () => Yield(Laps));
        over = true;
        return perLap / Crowd / 1000;
    });

    private static double PassAround(SemaphoreRing ring) => Stopclock.PerTurn(2 * Crowd, () =>
    {
        ring.PassAround();
        ring.PassAround();
    }) / 1000;

    private static double AsyncAwait() => CoroutineScheduler.Run(() =>
    {
        const int Count = Turns / 10;
        return Stopclock.PerTurn(Count, () =>
        {
            for (int i = 0; i < Count; i++)
            {
                Coroutine.Async(s_one).Await();
            }
        });
    });

    private static double AwaitCompleted() => CoroutineScheduler.Run(() => InPieces(static () => SumOfAwait(Piece)));

    private static double AwaitCompletedAsync() => InPieces(static () => SumOfAwaitAsync(Piece).GetAwaiter().GetResult());

    // One long call would be replaced in its middle by code that .NET makes for that case alone, and that is slower.
    private static double InPieces(Func<int> piece) => Stopclock.PerTurn(Pieces * Piece, () =>
    {
        for (int i = 0; i < Pieces; i++)
        {
            piece();
        }
    });

    private static double Allocated() => CoroutineScheduler.Run(() =>
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        SumOfAwait(Turns);
        return Math.Round((GC.GetAllocatedBytesForCurrentThread() - before) / (double)Turns, 1);
    });

    private static int SumOfAwait(int count)
    {
        int sum = 0;
        for (int i = 0; i < count; i++)
        {
            sum += s_completed[i & 15].Await();
        }

        return sum;
    }

    private static async Task<int> SumOfAwaitAsync(int count)
    {
        int sum = 0;
        for (int i = 0; i < count; i++)
        {
            sum += await s_completed[i & 15].ConfigureAwait(false);
        }

        return sum;
    }

    private static double Wait(int frames, int waits, int milliseconds) => Stopclock.PerTurn(1_000_000, () => CoroutineScheduler.Run(() =>
    {
        for (int frame = 0; frame < frames; frame++)
        {
            Coroutine.Async(() =>
            {
                for (int wait = 0; wait < waits; wait++)
                {
                    Task.Delay(milliseconds).Await();
                }
            });
        }
    }));

    private static void Yield(int times)
    {
        for (int i = 0; i < times; i++)
        {
            Coroutine.Yield();
        }
    }
}
