using System.Collections.Concurrent;

namespace Baton.Stress;

/// <summary>Frames in code that knows nothing of frames: it locks, waits and asks for results, and the others go on.</summary>
internal sealed class BlockingScenario : IScenario
{
    public string Name => "blocking";

    public string Description => "frames blocked by locks, semaphores, tasks, collections: in Yield one runs at a time and every wait " +
        "ends, in Hold none runs beside it, in Forbid each is refused";

    public void Run(Iteration iteration)
    {
        BlockingMode mode = iteration.Random.Next(6) switch
        {
            0 => BlockingMode.Hold,
            1 => BlockingMode.Forbid,
            _ => BlockingMode.Yield,
        };
        CoroutineSchedulerOptions options = new() { Name = "blocking", ThreadPool = iteration.Pool, Blocking = mode };
        int frames = iteration.Random.Next(1, 10);
        Random[] randoms = [.. Enumerable.Range(0, frames).Select(_ => iteration.Fork())];
        using Workshop workshop = new(iteration.Checks);
        CoroutineScheduler.Run(
            () =>
            {
                for (int number = 1; number <= frames; number++)
                {
                    int self = number;
                    Random random = randoms[number - 1];
                    Coroutine.Async(() => workshop.Work(mode, self, random), $"worker {self}");
                }
            },
            options);
        workshop.Check();
    }

    /// <summary>What the frames share, and unmodified code that blocks on it.</summary>
    private sealed class Workshop(Checks checks) : IDisposable
    {
        private readonly SharedFields _fields = new();
        private readonly SharedFields[] _guarded = [new(), new(), new()]; // each by one of the three below
        private readonly object _monitor = new();
        private readonly Lock _lock = new();
        private readonly SemaphoreSlim _semaphore = new(1, 1);
        private readonly BlockingCollection<int> _items = new(1);
        private long _put;      // interlocked, as is the next
        private long _taken;
        private int _waits;     // under the baton
        private int _refusals;

        internal void Work(BlockingMode mode, int self, Random random)
        {
            int most = mode == BlockingMode.Forbid ? 3 : 16; // a wait is refused after a tenth of a second
            for (int steps = random.Next(1, most); steps > 0; steps--)
            {
                _fields.Touch(self, random);
                _waits++;
                switch (mode)
                {
                    case BlockingMode.Yield:
                        Block(self, random);
                        break;
                    case BlockingMode.Hold:
                        Hold(self, random);
                        break;
                    default:
                        BeRefused(random.Next(4));
                        break;
                }

                _fields.Touch(self, random);
                if (random.Next(3) == 0)
                {
                    Coroutine.Yield();
                }
            }
        }

        internal void Check()
        {
            checks.Held("a blocking call came to its end", _waits - _refusals);
            checks.Held("a blocking call was refused", _refusals);
            checks.Equal("what was put was taken", _put, _taken);
            checks.That("no lock is left taken", Monitor.TryEnter(_monitor) && _lock.TryEnter() && _semaphore.CurrentCount == 1);
            _fields.Check(checks);
            foreach (SharedFields fields in _guarded)
            {
                fields.Check(checks);
            }
        }

        public void Dispose()
        {
            _semaphore.Dispose();
            _items.Dispose();
        }

        private void Block(int self, Random random)
        {
            switch (random.Next(8))
            {
                case 0:
                    lock (_monitor)
                    {
                        Guarded(0, self, random);
                    }

                    break;
                case 1:
                    lock (_lock)
                    {
                        Guarded(1, self, random);
                    }

                    break;
                case 2:
                    _semaphore.Wait();
                    Guarded(2, self, random);
                    _semaphore.Release();
                    break;
                case 3:
                    PutAndTake(self);
                    break;
                case 4:
                    lock (_monitor)
                    {
                        Monitor.Wait(_monitor, 1);
                        Monitor.PulseAll(_monitor);
                    }

                    break;
                default:
                    Outside(self, random);
                    break;
            }
        }

        // suspended in the midst of it, it keeps the lock: the others block
        private void Guarded(int which, int self, Random random)
        {
            _guarded[which].Touch(self, random);
            if (random.Next(2) == 0)
            {
                Coroutine.Yield();
            }

            _guarded[which].Touch(self, random);
        }

        private void PutAndTake(int self)
        {
            Frame taker = Coroutine.Async(() => Interlocked.Add(ref _taken, _items.Take()));
            _items.Add(self);
            Interlocked.Add(ref _put, self);
            taker.Await();
        }

        // waits that something outside the scheduler ends
        private void Outside(int self, Random random)
        {
            switch (random.Next(4))
            {
                case 0:
                    checks.Equal("the result of a task", self, Later(self).Result);
                    break;
                case 1:
                    checks.That("a task ends", Task.Delay(random.Next(2)).Wait(Timeout.Infinite));
                    break;
                case 2:
                    using (ManualResetEventSlim gate = new())
                    {
                        Task set = Task.Run(gate.Set);
                        gate.Wait();
                        set.Wait(); // before the event is disposed
                    }

                    break;
                default:
                    Thread thread = new(() => Perturbation.Spin(20));
                    thread.Start();
                    thread.Join();
                    break;
            }
        }

        private void Hold(int self, Random random)
        {
            int before = _waits;
            Outside(self, random);
            checks.Equal("nobody runs while a blocked frame holds the baton", before, _waits);
        }

        private void BeRefused(int kind)
        {
            TaskCompletionSource<int> never = new();
            using SemaphoreSlim none = new(0);
            try
            {
                switch (kind)
                {
                    case 0:
                        _ = never.Task.Result;
                        break;
                    case 1:
                        never.Task.Wait();
                        break;
                    case 2:
                        none.Wait();
                        break;
                    default:
                        none.AvailableWaitHandle.WaitOne();
                        break;
                }

                checks.Fail("a blocking call is refused", "it came to its end");
            }
            catch (InvalidOperationException)
            {
                _refusals++;
            }
        }

        // what is after the await needs no baton, or the caller would wait for itself
        private static async Task<int> Later(int value)
        {
            await Task.Yield();
            return value;
        }
    }
}
