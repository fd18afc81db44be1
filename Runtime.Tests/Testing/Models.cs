using Baton.Testing;

namespace Baton.Tests;

/// <summary>
/// Small concurrent programs with a known fault, each with a repaired twin. After SCTBench: P. Thomson, A. Donaldson, A. Betts: Concurrency
/// Testing Using Schedule Bounding, PPoPP 2014.
/// </summary>
internal static class Models
{
    internal static Dictionary<string, Action<TestScheduler, bool>> All { get; } = new()
    {
        ["account"] = Account,
        ["bluetooth"] = Bluetooth,
        ["deadlock"] = Deadlock,
        ["reorder"] = Reorder,
        ["token ring"] = TokenRing,
        ["two stages"] = TwoStages,
    };

    private static void Account(TestScheduler run, bool isRepaired)
    {
        Cell balance = new(run, "balance");
        object guard = new();
        Frame.AwaitAll(run.Start(() => Add(10), "deposit"), run.Start(() => Add(-5), "withdraw"), run.Start(() => Add(1), "interest"));
        Assert.AreEqual(6, balance.Value);

        void Add(int amount)
        {
            if (isRepaired)
            {
                lock (guard)
                {
                    balance.Set(balance.Get() + amount);
                }
            }
            else
            {
                balance.Set(balance.Get() + amount);
            }
        }
    }

    // A driver is stopped while an operation is under way.
    private static void Bluetooth(TestScheduler run, bool isRepaired)
    {
        Cell pending = new(run, "pending") { Value = 1 };
        Cell stopping = new(run, "stopping");
        Cell stopped = new(run, "stopped");
        Frame.AwaitAll(run.Start(Operate, "operation"), run.Start(Stop, "stop"));

        void Operate()
        {
            if (isRepaired)
            {
                pending.Add(1);
            }

            if (stopping.Get() == 0)
            {
                if (!isRepaired)
                {
                    pending.Add(1);
                }

                Assert.AreEqual(0, stopped.Get(), "operates on a driver that is stopped");
                Release();
            }
            else if (isRepaired)
            {
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

    private static void Deadlock(TestScheduler run, bool isRepaired)
    {
        object first = new();
        object second = new();
        Frame.AwaitAll(
            run.Start(() => Transfer(first, second), "one way"),
            run.Start(() => Transfer(isRepaired ? first : second, isRepaired ? second : first), "the other way"));

        void Transfer(object from, object to)
        {
            lock (from)
            {
                run.Point("has one lock");
                lock (to)
                {
                    run.Point("has both locks");
                }
            }
        }
    }

    private static void Reorder(TestScheduler run, bool isRepaired)
    {
        Cell a = new(run, "a");
        Cell b = new(run, "b");
        Frame[] strands = [.. Enumerable.Range(0, 3).Select(i => run.Start(Set, $"set {i}")), run.Start(Check, "check")];
        Frame.AwaitAll(strands);

        void Set()
        {
            a.Set(1);
            b.Set(-1);
        }

        void Check()
        {
            int seenB = isRepaired ? b.Get() : 0;
            int seenA = a.Get();
            seenB = isRepaired ? seenB : b.Get();
            Assert.IsTrue(isRepaired ? seenB == 0 || seenA == 1 : (seenA, seenB) is (0, 0) or (1, -1), $"a = {seenA}, b = {seenB}");
        }
    }

    private static void TokenRing(TestScheduler run, bool isRepaired)
    {
        Cell[] cells = [.. Enumerable.Range(0, 4).Select(i => new Cell(run, $"x{i}"))];
        if (isRepaired)
        {
            for (int i = 1; i < 4; i++)
            {
                Start(i).Await();
            }
        }
        else
        {
            Frame.AwaitAll(Start(1), Start(2), Start(3));
        }

        Assert.AreEqual(3, cells[3].Value);

        Frame Start(int i) => run.Start(() => cells[i].Set(cells[i - 1].Get() + 1), $"strand {i}");
    }

    private static void TwoStages(TestScheduler run, bool isRepaired)
    {
        Cell first = new(run, "first");
        Cell second = new(run, "second");
        Frame.AwaitAll(run.Start(Write, "write"), run.Start(Read, "read"));

        void Write()
        {
            if (isRepaired)
            {
                second.Set(2);
                first.Set(1);
            }
            else
            {
                first.Set(1);
                second.Set(2);
            }
        }

        void Read()
        {
            int seen = first.Get();
            Assert.IsTrue(seen == 0 || second.Get() == seen + 1, "the second stage is not there");
        }
    }

    /// <summary>What strands share: each access is a step.</summary>
    private sealed class Cell(TestScheduler run, string name)
    {
        internal int Value { get; set; }

        internal int Get()
        {
            run.Read(this, name);
            return Value;
        }

        internal void Set(int value)
        {
            run.Write(this, name);
            Value = value;
        }

        internal int Add(int value)
        {
            run.Write(this, name);
            return Value += value;
        }
    }
}
