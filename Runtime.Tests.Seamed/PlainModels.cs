namespace Baton.Tests.Seamed;

/// <summary>Small concurrent programs with a known fault, each with a repaired twin. They know nothing of Baton.</summary>
internal static class PlainModels
{
    /// <summary>By name. The argument: is it the repaired twin?</summary>
    internal static Dictionary<string, Action<bool>> All { get; } = new()
    {
        ["account"] = Account,
        ["bluetooth"] = Bluetooth,
        ["deadlock"] = Deadlock,
        ["lazy"] = Lazily,
        ["lost signal"] = LostSignal,
        ["pool"] = Pool,
        ["spin lock"] = SpinLocked,
        ["token ring"] = TokenRing,
        ["two stages"] = TwoStages,
    };

    // The balance is read under the lock, and written under it, but not both at once.
    private static void Account(bool isRepaired)
    {
        object gate = new();
        int balance = 0;
        RunAll(() => Add(10), () => Add(-5), () => Add(1));
        Check(balance == 6, "money is lost");

        void Add(int amount)
        {
            int read;
            lock (gate)
            {
                read = balance;
                balance = isRepaired ? read + amount : balance;
            }

            lock (gate)
            {
                balance = isRepaired ? balance : read + amount;
            }
        }
    }

    // A driver is stopped while an operation is under way.
    private static void Bluetooth(bool isRepaired)
    {
        int pending = 1;
        bool isStopping = false;
        bool isStopped = false;
        RunAll(Operate, Stop);

        void Operate()
        {
            if (isRepaired)
            {
                Interlocked.Increment(ref pending);
            }

            if (!Volatile.Read(ref isStopping))
            {
                if (!isRepaired)
                {
                    Interlocked.Increment(ref pending);
                }

                Check(!Volatile.Read(ref isStopped), "operates on a driver that is stopped");
                Release();
            }
            else if (isRepaired)
            {
                Release();
            }
        }

        void Stop()
        {
            Volatile.Write(ref isStopping, true);
            Release();
        }

        void Release()
        {
            if (Interlocked.Decrement(ref pending) == 0)
            {
                Volatile.Write(ref isStopped, true);
            }
        }
    }

    private static void Deadlock(bool isRepaired)
    {
        Lock first = new();
        Lock second = new();
        RunAll(() => Transfer(first, second), () => Transfer(isRepaired ? first : second, isRepaired ? second : first));

        static void Transfer(Lock from, Lock to)
        {
            lock (from)
            {
                lock (to)
                {
                }
            }
        }
    }

    // Made once, by whoever comes first.
    private static void Lazily(bool isRepaired)
    {
        object? made = null;
        object?[] got = new object?[2];
        RunAll(() => got[0] = Get(), () => got[1] = Get());
        Check(ReferenceEquals(got[0], got[1]), "it was made twice");

        object Get()
        {
            object? found = Volatile.Read(ref made);
            if (found is not null)
            {
                return found;
            }

            found = new object();
            if (isRepaired)
            {
                return Interlocked.CompareExchange(ref made, found, null) ?? found;
            }

            Volatile.Write(ref made, found);
            return found;
        }
    }

    // A pulse that comes before the wait is lost, unless what it tells of is looked at under the lock.
    private static void LostSignal(bool isRepaired)
    {
        object gate = new();
        bool isReady = false;
        RunAll(Wait, Signal);

        void Wait()
        {
            lock (gate)
            {
                while (isRepaired && !isReady)
                {
                    Monitor.Wait(gate);
                }

                if (!isRepaired)
                {
                    Monitor.Wait(gate);
                }
            }
        }

        void Signal()
        {
            lock (gate)
            {
                isReady = true;
                Monitor.Pulse(gate);
            }
        }
    }

    // At most one is inside, says the semaphore.
    private static void Pool(bool isRepaired)
    {
        using SemaphoreSlim permits = new(isRepaired ? 1 : 2);
        int inside = 0;
        RunAll(Use, Use, Use);

        void Use()
        {
            permits.Wait();
            Check(Interlocked.Increment(ref inside) == 1, "two are inside");
            Interlocked.Decrement(ref inside);
            permits.Release();
        }
    }

    private static void SpinLocked(bool isRepaired)
    {
        int held = 0;
        int sum = 0;
        RunAll(Add, Add);
        Check(sum == 2, "an update is lost");

        void Add()
        {
            if (isRepaired)
            {
                SpinWait spinner = default;
                while (Interlocked.CompareExchange(ref held, 1, 0) != 0)
                {
                    spinner.SpinOnce();
                }
            }
            else
            {
                while (Volatile.Read(ref held) != 0)
                {
                }

                Volatile.Write(ref held, 1);
            }

            int read = Volatile.Read(ref sum);
            Volatile.Write(ref sum, read + 1);
            Volatile.Write(ref held, 0);
        }
    }

    private static void TokenRing(bool isRepaired)
    {
        object gate = new();
        int[] cells = new int[4];
        if (isRepaired)
        {
            for (int i = 1; i < 4; i++)
            {
                RunAll(Pass(i));
            }
        }
        else
        {
            RunAll(Pass(1), Pass(2), Pass(3));
        }

        Check(cells[3] == 3, "the token came out of order");

        Action Pass(int i) => () =>
        {
            lock (gate)
            {
                cells[i] = cells[i - 1] + 1;
            }
        };
    }

    private static void TwoStages(bool isRepaired)
    {
        object first = new();
        object second = new();
        (int One, int Two) stages = (0, 0);
        RunAll(Write, Read);

        void Write()
        {
            lock (first)
            {
                stages.One = isRepaired ? 0 : 1;
            }

            lock (second)
            {
                stages.Two = 2;
            }

            lock (first)
            {
                stages.One = 1;
            }
        }

        void Read()
        {
            int seen;
            lock (first)
            {
                seen = stages.One;
            }

            lock (second)
            {
                Check(seen == 0 || stages.Two == seen + 1, "the second stage is not there");
            }
        }
    }

    private static void RunAll(params Action[] bodies)
    {
        Thread[] threads = [.. bodies.Select(static body => new Thread(new ThreadStart(body)))];
        foreach (Thread thread in threads)
        {
            thread.Start();
        }

        foreach (Thread thread in threads)
        {
            thread.Join();
        }
    }

    private static void Check(bool holds, string message)
    {
        if (!holds)
        {
            throw new InvalidOperationException(message);
        }
    }
}
