using Baton.Testing;

namespace Baton.Tests;

/// <summary>
/// Small programs that tell all that their strands share, and return what has come of them. After SCTBench, as <see cref="Models"/>.
/// </summary>
internal static class ConflictModels
{
    internal static Dictionary<string, Func<TestScheduler, string>> All { get; } = new()
    {
        ["two writers"] = run => Writers(run, 2),
        ["three writers"] = run => Writers(run, 3),
        ["writers of two cells"] = WritersOfTwoCells,
        ["writers and a reader"] = WritersAndReader,
        ["lost update"] = LostUpdate,
        ["points"] = Points,
        ["bluetooth"] = Bluetooth,
        ["carter"] = Carter,
        ["deadlock"] = Deadlock,
        ["two stages"] = TwoStages,
        ["account"] = Account,
        ["token ring"] = TokenRing,
        ["reorder"] = Reorder,
        ["choices"] = Choices,
        ["a queue"] = Queue,
        ["a select"] = SelectOfTwo,
        ["an await in between"] = AwaitInBetween,
        ["cancellation"] = Cancellation,
    };

    private static string Writers(TestScheduler run, int count)
    {
        Cell cell = new(run);
        Go(run, [.. Enumerable.Range(1, count).Select(i => (Action)(() => cell.Set(i)))]);
        return $"{cell.Value}";
    }

    private static string WritersOfTwoCells(TestScheduler run)
    {
        Cell one = new(run);
        Cell other = new(run);
        Go(run, () => Set(one, other, 1), () => Set(other, one, 2));
        return $"{one.Value} {other.Value}";

        static void Set(Cell first, Cell second, int value)
        {
            first.Set(value);
            second.Set(value);
        }
    }

    private static string WritersAndReader(TestScheduler run)
    {
        Cell one = new(run);
        Cell other = new(run);
        string seen = "";
        Go(run, () => one.Set(1), () => other.Set(1), () => seen = $"{one.Get()} {other.Get()}");
        return seen;
    }

    private static string LostUpdate(TestScheduler run)
    {
        Cell cell = new(run);
        Go(run, Add, Add);
        return $"{cell.Value}";

        void Add() => cell.Set(cell.Get() + 1);
    }

    private static string Points(TestScheduler run)
    {
        string order = "";
        Go(run, () => Add("a"), () => Add("b"));
        return order;

        void Add(string name)
        {
            run.Point();
            order += name;
            run.Point();
            order += name;
        }
    }

    private static string Bluetooth(TestScheduler run)
    {
        Cell pending = new(run) { Value = 1 };
        Cell stopping = new(run);
        Cell stopped = new(run);
        string found = "right";
        Go(run, Operate, Stop);
        return found;

        void Operate()
        {
            if (stopping.Get() == 0)
            {
                pending.Add(1);
                found = stopped.Get() == 0 ? found : "operates on a driver that is stopped";
                Release();
            }
        }

        void Stop()
        {
            stopping.Set(1);
            Release();
        }

        void Release()
        {
            if (pending.Add(-1) == 0)
            {
                stopped.Set(1);
            }
        }
    }

    private static string Carter(TestScheduler run)
    {
        using Latch m = new(run);
        using Latch l = new(run);
        int a = 0;
        int b = 0;
        return Go(run, () => Twice(ref a, ref b), () => Twice(ref b, ref a));

        void Twice(ref int mine, ref int other)
        {
            m.Take();
            mine++;
            if (mine == 1)
            {
                l.Take();
            }

            m.Free();
            m.Take();
            mine--;
            if (mine == 0 && other >= 0)
            {
                l.Free();
            }

            m.Free();
        }
    }

    private static string Deadlock(TestScheduler run)
    {
        using Latch one = new(run);
        using Latch other = new(run);
        return Go(run, () => Both(one, other), () => Both(other, one));

        static void Both(Latch outer, Latch inner)
        {
            outer.Take();
            inner.Take();
            inner.Free();
            outer.Free();
        }
    }

    private static string TwoStages(TestScheduler run)
    {
        using Latch gate = new(run);
        int first = 0;
        int second = 0;
        string found = "right";
        Go(
            run,
            () =>
            {
                gate.With(() => first = 1);
                gate.With(() => second = first + 1);
            },
            () =>
            {
                int seen = 0;
                gate.With(() => seen = first);
                if (seen != 0)
                {
                    gate.With(() => found = second == seen + 1 ? found : "the second stage is not there");
                }
            });
        return found;
    }

    private static string Account(TestScheduler run)
    {
        using Latch gate = new(run);
        int balance = 10;
        string seen = "";
        Go(run, () => gate.With(() => balance += 5), () => gate.With(() => balance -= 3), () => gate.With(() => seen = $"{balance}"));
        return seen;
    }

    private static string TokenRing(TestScheduler run)
    {
        using Latch gate = new(run);
        int[] x = new int[4];
        Go(run, [.. Enumerable.Range(0, 4).Select(i => (Action)(() => gate.With(() => x[i] = x[(i + 3) % 4] + 1)))]);
        return string.Join(' ', x);
    }

    private static string Reorder(TestScheduler run)
    {
        Cell a = new(run);
        Cell b = new(run);
        string seen = "";
        Go(run, Set, Set, () => seen = $"{a.Get()} {b.Get()}");
        return seen;

        void Set()
        {
            a.Set(1);
            b.Set(-1);
        }
    }

    private static string Choices(TestScheduler run)
    {
        Cell cell = new(run);
        Go(run, () => cell.Set(run.Choose(3)), () => cell.Set(10 + run.Choose(2)));
        return $"{cell.Value}";
    }

    private static string Queue(TestScheduler run)
    {
        CoroutineQueue<int> queue = new(1);
        string seen = "";
        Go(run, () => queue.Enqueue(1), () => queue.Enqueue(2), () => seen = $"{queue.Dequeue()} {queue.Dequeue()}");
        return seen;
    }

    private static string SelectOfTwo(TestScheduler run)
    {
        CoroutineQueue<int> one = new(1);
        CoroutineQueue<int> other = new(1);
        string seen = "";
        Go(run, () => one.Enqueue(1), () => other.Enqueue(2), () =>
        {
            Select.Any(one.OnDequeue(item => seen += item), other.OnDequeue(item => seen += item));
            seen += one.Count + other.Count;
        });
        return seen;
    }

    private static string AwaitInBetween(TestScheduler run)
    {
        Cell cell = new(run);
        Frame first = run.Start(() => cell.Set(1));
        Frame second = run.Start(() =>
        {
            int read = cell.Get();
            first.Await();
            cell.Set(read + 10);
        });
        Frame third = run.Start(() => cell.Set(5));
        Frame.AwaitAll(first, second, third);
        return $"{cell.Value}";
    }

    private static string Cancellation(TestScheduler run)
    {
        Cell cell = new(run);
        Frame waits = run.Start(() =>
        {
            cell.Set(1);
            new CoroutineQueue<int>(0).Dequeue();
        });
        Frame cancels = run.Start(() =>
        {
            waits.Cancel();
            cell.Add(2);
        });
        cancels.Await();
        try
        {
            waits.Await();
        }
        catch (OperationCanceledException)
        {
            // that is what was asked for
        }

        return $"{cell.Value}";
    }

    // Runs functions as strands. Waiting for ever is an outcome too.
    private static string Go(TestScheduler run, params Action[] functions)
    {
        Frame.AwaitAll([.. functions.Select(function => run.Start(function))]);
        return "over";
    }

    /// <summary>What strands share: each access is a step.</summary>
    private sealed class Cell(TestScheduler run)
    {
        internal int Value { get; set; }

        internal int Get()
        {
            run.Read(this);
            return Value;
        }

        internal void Set(int value)
        {
            run.Write(this);
            Value = value;
        }

        internal int Add(int value)
        {
            run.Write(this);
            return Value += value;
        }
    }

    /// <summary>A lock that is a queue of one: to take it is a step, to free it is one too.</summary>
    private sealed class Latch : IDisposable
    {
        private readonly CoroutineQueue<int> _free = new(1);

        internal Latch(TestScheduler run)
        {
            _ = run;
            _free.Enqueue(1);
        }

        internal void Take() => _free.Dequeue();

        internal void Free() => _free.Enqueue(1);

        internal void With(Action action)
        {
            Take();
            action();
            Free();
        }

        public void Dispose()
        {
            // queues hold nothing
        }
    }
}
