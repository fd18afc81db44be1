using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace Baton.Stress;

/// <summary>
/// A scenario's own threads, kept from iteration to iteration, that set out together. Used by the scenario's runner only.
/// </summary>
internal sealed class Drivers : IDisposable
{
    private readonly List<Driver> _drivers = [];

    /// <summary>
    /// Runs <paramref name="work"/> on <paramref name="count"/> threads at once, each given its number, and waits for all.
    /// </summary>
    /// <exception cref="AggregateException">What they threw.</exception>
    internal void Run(int count, Action<int> work)
    {
        while (_drivers.Count < count)
        {
            _drivers.Add(new Driver(_drivers.Count));
        }

        ConcurrentQueue<Exception> thrown = new();
        StrongBox<int> arrived = new();
        using CountdownEvent end = new(count);
        foreach (Driver driver in _drivers.Take(count))
        {
            driver.Begin(number =>
            {
                SetOut(arrived, count);
                try
                {
                    work(number);
                }
                catch (Exception e) // comes out below
                {
                    thrown.Enqueue(e);
                }

                end.Signal();
            });
        }

        end.Wait();
        if (!thrown.IsEmpty)
        {
            throw new AggregateException(thrown);
        }
    }

    // By spinning, for the races worth meeting are nanoseconds wide, and threads that are woken set out microseconds apart.
    private static void SetOut(StrongBox<int> arrived, int count)
    {
        Interlocked.Increment(ref arrived.Value);
        SpinWait wait = default;
        while (Volatile.Read(ref arrived.Value) < count)
        {
            wait.SpinOnce(sleep1Threshold: -1);
        }
    }

    public void Dispose() => _drivers.ForEach(driver => driver.Dispose());

    private sealed class Driver : IDisposable
    {
        private readonly BlockingCollection<Action<int>> _work = [];
        private readonly Thread _thread;

        internal Driver(int number)
        {
            _thread = new Thread(() =>
            {
                foreach (Action<int> work in _work.GetConsumingEnumerable())
                {
                    work(number);
                }
            })
            {
                IsBackground = true,
                Name = $"Driver {number}",
            };
            _thread.Start();
        }

        internal void Begin(Action<int> work) => _work.Add(work);

        public void Dispose()
        {
            _work.CompleteAdding();
            _thread.Join();
            _work.Dispose();
        }
    }
}
