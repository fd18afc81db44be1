namespace Baton.Stress;

/// <summary>Random nests of scopes whose functions fail, cancel, wait and clean up slowly.</summary>
internal sealed class ScopesScenario : IScenario
{
    public string Name => "scopes";

    public string Description => "nests of scopes with failing and canceled functions: nothing outlives its scope, a failure cancels " +
        "the siblings and comes out, none is lost";

    public void Run(Iteration iteration)
    {
        Tree tree = new(iteration);
        Random random = iteration.Fork();
        CoroutineScheduler.Run(() => tree.Run(random), new CoroutineSchedulerOptions { Name = "scopes", ThreadPool = iteration.Pool });
    }

    private sealed class Tree(Iteration iteration)
    {
        private const int Most = 60;

        private readonly HashSet<Exception> _thrown = [];
        private readonly SharedFields _fields = new();
        private int _started;

        internal void Run(Random random)
        {
            Exception? failure = Catch(() => RunScope(depth: 3, random));
            HashSet<Exception> found = [];
            Gather(failure, found);
            iteration.Checks.That(
                "every failure is found in what came out", found.SetEquals(_thrown), () =>
                    $"{found.Count} of {_thrown.Count} are found: {failure}");
            iteration.Checks.That("without a failure nothing but a cancellation comes out", _thrown.Count > 0
                || failure is null or OperationCanceledException);
            _fields.Check(iteration.Checks);
        }

        private static void Gather(Exception? failure, HashSet<Exception> found)
        {
            if (failure is ScenarioException && found.Add(failure))
            {
                foreach (Exception further in CoroutineScope.FurtherFailures(failure))
                {
                    Gather(further, found);
                }
            }
        }

        private static Exception? Catch(Action action)
        {
            try
            {
                action();
                return null;
            }
            catch (Exception e) // compared with what is expected
            {
                return e;
            }
        }

        private void RunScope(int depth, Random random)
        {
            int live = 0;
            bool failed = false;
            Exception? outcome = Catch(() => CoroutineScope.Run(scope =>
            {
                for (int children = random.Next(1, 5); children > 0 && _started < Most; children--)
                {
                    int number = ++_started;
                    Random own = new(random.Next());
                    scope.Async(() => Child(number, depth, own, change => live += change, () => failed = true));
                }

                End(scope, random, () => failed = true);
            }));
            iteration.Checks.Equal("nothing outlives its scope", 0, live);
            iteration.Checks.That("a scope with a failure gives one", !failed || outcome is ScenarioException, () => $"was {outcome}");
            if (outcome is not null)
            {
                throw outcome;
            }
        }

        // how the block itself ends
        private void End(CoroutineScope scope, Random random, Action failed)
        {
            switch (random.Next(8))
            {
                case 0:
                    failed();
                    Throw(0);
                    break;
                case 1:
                    scope.Cancel();
                    break;
                case 2:
                    Task.Run(scope.Cancel).Await();
                    break;
                case 3:
                    Coroutine.Yield();
                    break;
            }
        }

        private void Child(int number, int depth, Random random, Action<int> count, Action failed)
        {
            count(1);
            try
            {
                for (int steps = random.Next(5); steps > 0; steps--)
                {
                    _fields.Touch(number, random);
                    Step(depth, random, failed);
                }

                if (random.Next(5) == 0)
                {
                    failed();
                    Throw(number);
                }
            }
            finally
            {
                CleanUp(random);
                count(-1);
            }
        }

        private void Step(int depth, Random random, Action failed)
        {
            switch (random.Next(6))
            {
                case 0 when depth > 0:
                    try
                    {
                        RunScope(depth - 1, random);
                    }
                    catch (ScenarioException)
                    {
                        failed();
                        throw;
                    }
                    catch (OperationCanceledException) when (!Coroutine.CancellationToken.IsCancellationRequested)
                    {
                        // the scope inside canceled itself, which is no business of this one
                    }

                    break;
                case 1:
                    Coroutine.Delay(TimeSpan.FromMilliseconds(random.Next(2)));
                    break;
                case 2:
                    Task.Run(static () => { }).Await();
                    break;
                default:
                    Coroutine.Yield();
                    break;
            }
        }

        private static void CleanUp(Random random)
        {
            try
            {
                for (int times = random.Next(3); times > 0; times--)
                {
                    Coroutine.Yield();
                }
            }
            catch (OperationCanceledException)
            {
                // it was canceled only now, while it cleaned up
            }
        }

        private void Throw(int number)
        {
            ScenarioException failure = new(number);
            _thrown.Add(failure);
            throw failure;
        }
    }
}
