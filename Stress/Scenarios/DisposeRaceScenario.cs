namespace Baton.Stress;

/// <summary>
/// Threads that know nothing of each other resume, throw into and dispose the same coroutines; each call may only end in an allowed way.
/// </summary>
internal sealed class DisposeRaceScenario : IScenario
{
    public string Name => "dispose-race";

    public string Description => "dispose against resume and throw from several threads: allowed outcomes only, clean-up exactly once, " +
        "its exception comes out once";

    public void Run(Iteration iteration)
    {
        Subject[] subjects = [.. Enumerable.Range(0, iteration.Random.Next(1, 12)).Select(number => new Subject(iteration, number))];
        int threads = iteration.Random.Next(2, 5);
        Random[] randoms = [.. Enumerable.Range(0, threads).Select(_ => iteration.Fork())];
        int calls = iteration.Random.Next(5, 60);
        int disposals = iteration.Random.Next(1, 10);
        iteration.Drivers.Run(threads, number =>
        {
            Random random = randoms[number];
            for (int call = 0; call < calls; call++)
            {
                Subject subject = subjects[random.Next(subjects.Length)];
                subject.Call(random.Next(20) < disposals ? 3 : random.Next(3));
                if (random.Next(8) == 0)
                {
                    random.Perturb();
                }
            }
        });
        foreach (Subject subject in subjects)
        {
            subject.End();
        }
    }

    private sealed class Subject
    {
        private readonly Coroutine<int> _coroutine;
        private readonly Checks _checks;
        private readonly ScenarioException _fromCleanUp;
        private readonly ScenarioException _thrownIn;
        private readonly bool _cleanUpThrows;
        private int _inside;        // interlocked: threads in the body
        private int _started;       // interlocked, as are all below
        private int _cleanedUp;
        private int _received;      // times the clean-up's exception came out
        private int _expected;      // times it was thrown

        internal Subject(Iteration iteration, int number)
        {
            _checks = iteration.Checks;
            _fromCleanUp = new ScenarioException(number);
            _thrownIn = new ScenarioException(-number);
            _cleanUpThrows = iteration.Random.Next(4) == 0;
            int steps = iteration.Random.Next(0, 30);
            bool survivesThrow = iteration.Random.Next(2) == 0;
            Random random = iteration.Fork();
            _coroutine = Coroutine.Create<int>(yielder => Body(yielder, steps, survivesThrow, random), iteration.InPool);
        }

        internal void Call(int what)
        {
            try
            {
                switch (what)
                {
                    case 0:
                        _coroutine.Resume();
                        break;
                    case 1:
                        _coroutine.TryResume(out _);
                        break;
                    case 2:
                        _coroutine.Throw(_thrownIn);
                        break;
                    default:
                        _coroutine.Dispose();
                        _checks.That("ended once Dispose has returned", _coroutine.IsFinished, () => _coroutine.Status.ToString());
                        break;
                }

                _checks.Held("a call ended in an allowed way", 1);
            }
            catch (Exception e) // which, is what is checked
            {
                Interlocked.Add(ref _received, ReferenceEquals(e, _fromCleanUp) ? 1 : 0);
                bool allowed = e is InvalidOperationException || ReferenceEquals(e, _fromCleanUp) || (what == 2
                    && ReferenceEquals(e, _thrownIn));
                _checks.That("a call ended in an allowed way", allowed, () => $"call {what}: {e}");
            }
        }

        internal void End()
        {
            Call(3);
            _checks.That("ended in the end", _coroutine.IsFinished, () => _coroutine.Status.ToString());
            _checks.Equal("clean-up ran once if the body ran", _started, _cleanedUp);
            _checks.That("the body ran once at most", _started <= 1);
            _checks.Equal("what clean-up threw came out once", _expected, _received);
            _checks.That("nothing is left to resume", !_coroutine.TryResume(out _));
        }

        private int Body(Yielder<int> yielder, int steps, bool survivesThrow, Random random)
        {
            Interlocked.Increment(ref _started);
            Enter();
            try
            {
                for (int step = 0; step < steps; step++)
                {
                    Step(yielder, step, survivesThrow);
                    if (random.Next(8) == 0)
                    {
                        random.Perturb();
                    }
                }

                return steps;
            }
            finally
            {
                CleanUp();
            }
        }

        private void CleanUp()
        {
            Interlocked.Increment(ref _cleanedUp);
            Leave();
            if (_cleanUpThrows)
            {
                Interlocked.Increment(ref _expected);
                throw _fromCleanUp;
            }
        }

        private void Step(Yielder<int> yielder, int step, bool survivesThrow)
        {
            Leave();
            try
            {
                yielder.Suspend(step);
            }
            catch (ScenarioException) when (survivesThrow)
            {
                // goes on
            }
            finally
            {
                Enter();
            }
        }

        private void Enter() => _checks.Equal("alone in the body", 1, Interlocked.Increment(ref _inside));

        private void Leave() => Interlocked.Decrement(ref _inside);
    }
}
