using System.Collections.Concurrent;
using System.Threading.Channels;
using Baton.Testing;

namespace Baton.Tests.Seamed;

/// <summary>Code with seams, each to be run in many schedules.</summary>
internal static class SeamPrograms
{
    internal static void AddInTasks()
    {
        int sum = 0;
        Task.WaitAll(Task.Run(Add), Task.Run(Add));
        Require(sum == 2, "an update is lost");

        void Add()
        {
            int read = Volatile.Read(ref sum);
            Volatile.Write(ref sum, read + 1);
        }
    }

    internal static async Task AddInAsyncTasks(bool isLocked)
    {
        using SemaphoreSlim gate = new(isLocked ? 1 : 2);
        int sum = 0;
        await Task.WhenAll(Task.Run(AddAsync), AddAsync(), Task.Factory.StartNew(AddAsync).Unwrap()).ConfigureAwait(false);
        Require(sum == 3, "an update is lost");

        async Task AddAsync()
        {
            Require(await gate.WaitAsync(TimeSpan.FromHours(1)).ConfigureAwait(false), "an hour is over");
            int read = sum;
            await Task.Delay(TimeSpan.FromMinutes(1)).ConfigureAwait(false);
            sum = read + 1;
            gate.Release();
        }
    }

    /// <summary>One strand spins for a flag, and one sets it.</summary>
    internal static void Spin(bool isSet)
    {
        bool flag = false;
        Thread spinning = new(() =>
        {
            while (!Volatile.Read(ref flag))
            {
            }
        });
        spinning.Start();
        Interlocked.MemoryBarrier();
        Thread.Yield();
        Volatile.Write(ref flag, isSet);
        spinning.Join();
    }

    internal static void SpinForATimer()
    {
        bool flag = false;
        Task later = Task.Delay(1000).ContinueWith(_ => Volatile.Write(ref flag, true));
        SpinWait.SpinUntil(() => Volatile.Read(ref flag));
        later.Wait();
        Require(!SpinWait.SpinUntil(static () => false, 100), "it never holds");
    }

    internal static void WaitForEver(bool inATask, bool isBackground)
    {
        ManualResetEventSlim never = new();
        if (inATask)
        {
            Task.Run(never.Wait);
        }
        else
        {
            new Thread(() => never.Wait()) { IsBackground = isBackground, Name = "waiter" }.Start();
        }
    }

    internal static void FailInAThread() =>
        new Thread(static () => throw new InvalidOperationException("in a thread")) { Name = "worker" }.Start();

    internal static void LimitTimes(TestScheduler scheduler)
    {
        Lock gate = new();
        object other = new();
        Thread holder = new(() =>
        {
            lock (gate)
            {
                Thread.Sleep(5000);
            }
        });
        holder.Start();
        Thread.Sleep(1000);
        Require(!gate.TryEnter(), "the lock is held");
        Require(!gate.TryEnter(3000), "the lock is held");
        Require(gate.TryEnter(3000), "the lock is free");
        gate.Exit();
        Require(scheduler.Time.GetUtcNow().Second == 5, "five seconds are over");
        lock (other)
        {
            Require(!Monitor.Wait(other, 1000), "nobody pulses");
            Require(Monitor.IsEntered(other), "the lock is held again");
        }

        holder.Join();
    }

    /// <summary>A frame suspends with a lock that another frame of its scheduler wants.</summary>
    internal static void LockInFrames()
    {
        object gate = new();
        CoroutineScheduler.Run(
            () =>
            {
                Frame one = Coroutine.Async(() => Use(gate));
                Frame other = Coroutine.Async(() => Use(gate));
                Frame.AwaitAll(one, other);
            },
            new CoroutineSchedulerOptions { Blocking = BlockingMode.Yield });

        static void Use(object gate)
        {
            lock (gate)
            {
                Coroutine.Yield();
            }
        }
    }

    /// <summary>Two threads share a plain field, and each has a lock of its own.</summary>
    internal static void ShareWhatNoStepShows()
    {
        int sum = 0;
        Thread one = new(Add);
        Thread other = new(Add);
        one.Start();
        other.Start();
        one.Join();
        other.Join();
        Require(sum == 2, "an update is lost");

        void Add()
        {
            object own = new();
            int read;
            lock (own)
            {
                read = sum;
            }

            lock (own)
            {
                sum = read + 1;
            }
        }
    }

    /// <summary>Two tasks fill a dictionary by a function.</summary>
    internal static void Load(bool updates)
    {
        ConcurrentDictionary<string, int> cache = new();
        int loads = 0;
        Task.WaitAll(Task.Run(Fill), Task.Run(Fill));
        Require(loads == 1, "it is loaded twice");

        int Fill() => updates
            ? cache.AddOrUpdate("key", _ => ++loads, static (_, old) => old)
            : cache.GetOrAdd("key", _ => ++loads);
    }

    /// <summary>Reads a channel whose continuations are asynchronous, as is the default.</summary>
    internal static async Task ReadAll()
    {
        Channel<int> channel = Channel.CreateUnbounded<int>();
        Task writes = Task.Run(() =>
        {
            channel.Writer.TryWrite(1);
            channel.Writer.TryWrite(2);
            channel.Writer.Complete();
        });
        int sum = 0;
        await foreach (int item in channel.Reader.ReadAllAsync())
        {
            sum += item;
        }

        await writes;
        Require(sum == 3, "an item is lost");
    }

    /// <summary>Fields move while strands use them.</summary>
    internal static void Collect(bool collects)
    {
        int[] numbers = new int[1];
        Thread one = new(Add);
        Thread other = new(Add);
        one.Start();
        other.Start();
        Collect();
        one.Join();
        other.Join();
        Require(numbers[0] == 4, "an update is lost");

        void Add()
        {
            Interlocked.Increment(ref numbers[0]);
            Collect();
            Interlocked.Increment(ref numbers[0]);
        }

        void Collect()
        {
            if (collects)
            {
                GC.Collect(0);
            }
        }
    }

    /// <summary>A strand looks again and again, until another is through. Perhaps garbage is collected between two looks.</summary>
    internal static void LookWhileItCollects(bool collects)
    {
        int[] done = new int[1];
        Thread looking = new(() =>
        {
            while (Volatile.Read(ref done[0]) < 5)
            {
                if (collects)
                {
                    GC.Collect(0);
                }
            }
        });
        looking.Start();
        for (int i = 0; i < 5; i++)
        {
            Interlocked.Increment(ref done[0]);
        }

        looking.Join();
    }

    /// <summary>A strand waits for an event, without the synchronization context of the run.</summary>
    internal static void WaitWithoutContext(bool isSet)
    {
        using AutoResetEvent signal = new(false);
        Thread waiting = new(() =>
        {
            SynchronizationContext.SetSynchronizationContext(null);
            Require(signal.WaitOne(), "the wait was in vain");
            Require(!signal.WaitOne(TimeSpan.FromHours(1)), "the event was not taken");
        });
        waiting.Start();
        if (isSet)
        {
            signal.Set();
        }

        waiting.Join();
    }

    internal static void WaitForAnEvent(TestScheduler _)
    {
        using AutoResetEvent signal = new(false);
        signal.WaitOne();
    }

    internal static async Task AwaitWhatNeverComes(TestScheduler _) => await new TaskCompletionSource().Task.ConfigureAwait(false);

    internal static void WaitForAnyOfOne()
    {
        using AutoResetEvent signal = new(false);
        signal.Reset();
        WaitHandle.WaitAny([signal]);
    }

    /// <summary>Two threads wait, and one signal comes, and then another.</summary>
    /// <returns>Which goes on first.</returns>
    internal static string WakeOneOfTwo(string kind)
    {
        using AutoResetEvent signal = new(false);
        using Semaphore ofSystem = new(0, 2);
        using SemaphoreSlim semaphore = new(0);
        string first = "";
        Thread[] threads = [new(() => Go("one")), new(() => Go("other"))];
        Array.ForEach(threads, static thread => thread.Start());
        Signal();
        while (Volatile.Read(ref first).Length == 0)
        {
        }

        Signal();
        Array.ForEach(threads, static thread => thread.Join());
        return first;

        void Go(string name)
        {
            _ = kind switch
            {
                "an event" => signal.WaitOne(),
                "a semaphore of the system's" => ofSystem.WaitOne(),
                _ => semaphore.Wait(-1),
            };
            Interlocked.CompareExchange(ref first, name, "");
        }

        void Signal()
        {
            _ = kind switch
            {
                "an event" => signal.Set() ? 1 : 0,
                "a semaphore of the system's" => ofSystem.Release(),
                _ => semaphore.Release(),
            };
        }
    }

    /// <summary>A place for one item, of which a pulse wakes one that waits, and perhaps of the wrong kind.</summary>
    internal static void PulseOneOfMany()
    {
        object gate = new();
        int items = 0;
        Thread[] threads = [new(() => Go(1)), new(() => Go(1)), new(() => Go(-1)), new(() => Go(-1))];
        Array.ForEach(threads, static thread => thread.Start());
        Array.ForEach(threads, static thread => thread.Join());

        void Go(int add)
        {
            lock (gate)
            {
                while (items + add is not (0 or 1))
                {
                    Monitor.Wait(gate);
                }

                items += add;
                Monitor.Pulse(gate);
            }
        }
    }

    /// <summary>A registration ends while its callback runs, on the thread of another strand.</summary>
    internal static void EndRegistrationWhileItsCallbackRuns()
    {
        using CancellationTokenSource source = new();
        int steps = 0;
        CancellationTokenRegistration registration = default;
        registration = source.Token.Register(() =>
        {
            Interlocked.Increment(ref steps);
            Thread.Yield();
            Interlocked.Increment(ref steps);
            registration.Dispose(); // its own: no wait
        });
        Thread canceling = new(source.Cancel);
        canceling.Start();
        registration.Dispose();
        Require(Volatile.Read(ref steps) is 0 or 2, "the callback runs on after its end");
        canceling.Join();
    }

    /// <summary>Two move at a time, in two directions. Each takes both locks, and its own first.</summary>
    internal static void MoveBothWays(string by)
    {
        Purse one = new();
        Purse other = new();
        Task task = Task.CompletedTask;
        switch (by)
        {
            case "Run":
                task = Task.Run(() => Move(one, other));
                break;
            case "Run of an async function":
                task = Task.Run(async () =>
                {
                    Move(one, other);
                    await Task.Yield();
                });
                break;
            case "QueueUserWorkItem":
                ThreadPool.QueueUserWorkItem(_ => Move(one, other));
                break;
            default:
                new Thread(() => Move(one, other)) { IsBackground = true }.Start();
                break;
        }

        Move(other, one);
        task.Wait();
    }

    /// <summary>Waits for a task that waits for ever.</summary>
    internal static void AwaitWhatWaits()
    {
        using SemaphoreSlim nothing = new(0);
        Task task = Task.Run(() => nothing.Wait());
        task.Wait();
    }

    private static void Move(Purse from, Purse to)
    {
        lock (from)
        {
            lock (to)
            {
                from.Coins--;
                to.Coins++;
            }
        }
    }

    private static void Require(bool holds, string message)
    {
        if (!holds)
        {
            throw new InvalidOperationException(message);
        }
    }

    private sealed class Purse
    {
        internal int Coins { get; set; }
    }
}
