using System.Collections.Concurrent;

namespace Baton.Stress;

/// <summary>
/// Groups of coroutines share plain, unsynchronized fields, and are handed from driver to driver. Only the baton orders the accesses.
/// </summary>
internal sealed class StrictBatonScenario : IScenario
{
    private const int Driver = -1;

    public string Name => "strict-baton";

    public string Description => "of all coroutines and drivers that share a plain counter, one runs at a time, and none loses " +
        "another's writes";

    public void Run(Iteration iteration)
    {
        Group[] groups = [.. Enumerable.Range(0, iteration.Random.Next(2, 7)).Select(_ => new Group(iteration))];
        ConcurrentQueue<Group> waiting = new(groups);
        int drivers = iteration.Random.Next(2, 5);
        Random[] randoms = [.. Enumerable.Range(0, drivers).Select(_ => iteration.Fork())];
        iteration.Drivers.Run(drivers, number =>
        {
            while (waiting.TryDequeue(out Group? group))
            {
                if (group.Drive(randoms[number]))
                {
                    waiting.Enqueue(group);
                }
            }
        });
        foreach (Group group in groups)
        {
            group.Check(iteration.Checks);
        }
    }

    /// <summary>All fields are plain on purpose.</summary>
    private sealed class Group
    {
        private readonly List<Coroutine<int>> _live = [];
        private readonly long _expected;
        private long _counter;
        private int _running;   // who runs: 0 nobody, -1 a driver, else a coroutine
        private long _overlaps;
        private long _entries;

        internal Group(Iteration iteration)
        {
            int count = iteration.Random.Next(1, 9);
            for (int number = 1; number <= count; number++)
            {
                int self = number;
                int steps = iteration.Random.Next(1, 200);
                Random random = iteration.Fork();
                _live.Add(Coroutine.Create<int>(yielder => Body(yielder, self, steps, random), iteration.InPool));
                _expected += (2 * steps) + 2; // each step, and the end, once on either side
            }
        }

        /// <returns>False when all of the group have ended.</returns>
        internal bool Drive(Random random)
        {
            for (int times = random.Next(1, 40); times > 0 && _live.Count > 0; times--)
            {
                int index = random.Next(_live.Count);
                Enter(Driver);
                Leave();
                _live[index].Resume();
                if (_live[index].IsFinished)
                {
                    _live.RemoveAt(index);
                }
            }

            return _live.Count > 0;
        }

        internal void Check(Checks checks)
        {
            checks.Equal("the plain counter has every increment", _expected, _counter);
            checks.Equal("nobody runs beside another", 0, _overlaps);
            checks.Held("a side entered alone", _entries - _overlaps);
        }

        private int Body(Yielder<int> yielder, int self, int steps, Random random)
        {
            for (int step = 0; step < steps; step++)
            {
                Enter(self);
                if (random.Next(16) == 0)
                {
                    random.Perturb();
                }

                Leave();
                yielder.Suspend(step);
            }

            Enter(self);
            Leave();
            return steps;
        }

        private void Enter(int self)
        {
            _entries++;
            _overlaps += _running == 0 ? 0 : 1;
            _running = self;
            _counter++;
        }

        private void Leave()
        {
            _overlaps += _running == 0 ? 1 : 0;
            _running = 0;
        }
    }
}
