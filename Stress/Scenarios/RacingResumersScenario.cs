namespace Baton.Stress;

/// <summary>
/// Several threads claim the same coroutine at the same moment. Whichever way the winner took, the body holds the baton until
/// all the others have been refused, so that nobody can win later by being late.
/// </summary>
internal sealed class RacingResumersScenario : IScenario
{
    private enum Claim
    {
        Resume,
        TryResume,
        Throw,
        Dispose,
    }

    public string Name => "racing-resumers";

    public string Description => "of threads that claim a coroutine at once exactly one wins, the others are refused, and it goes on " +
        "unharmed";

    public void Run(Iteration iteration)
    {
        int racers = iteration.Random.Next(2, 5);
        Contest contest = new(iteration.Checks, racers);
        using Coroutine<int> coroutine = Coroutine.Create<int>(contest.Body, iteration.InPool);
        int rounds = iteration.Random.Next(1, 20);
        for (int round = 0; round < rounds && !coroutine.IsFinished; round++)
        {
            // A new coroutine that is thrown into or disposed ends without its body, which then could hold nobody up.
            Claim[] claims = [.. Enumerable.Range(0, racers).Select(_ => round == 0 ? (Claim)iteration.Random.Next(2)
                : NextClaim(iteration.Random))];
            int[] lateness = [.. claims.Select(_ => iteration.Random.Next(4) == 0 ? iteration.Random.Next(30) : 0)];
            contest.BeginRound();
            iteration.Drivers.Run(racers, number =>
            {
                Perturbation.Spin(lateness[number]);
                contest.Race(claims[number], coroutine);
            });
            contest.CheckRound(coroutine);
        }

        contest.EndRaces();
    }

    private static Claim NextClaim(Random random) => random.Next(20) switch
    {
        < 9 => Claim.Resume,
        < 15 => Claim.TryResume,
        < 19 => Claim.Throw,
        _ => Claim.Dispose,
    };

    private sealed class Contest(Checks checks, int racers)
    {
        private readonly SemaphoreSlim _refused = new(0);
        private int _winners;   // interlocked
        private int _losers;    // interlocked
        private int _steps;     // under the baton
        private int _stepsBefore;
        private int _awaited = racers - 1;
        private bool _disposed; // the winner of the round

        internal int Body(Yielder<int> yielder)
        {
            while (true)
            {
                AwaitLosers();
                try
                {
                    yielder.Suspend(_steps);
                }
                catch (ScenarioException)
                {
                    // the winner of this round threw
                }
                catch (CoroutineCanceledException)
                {
                    AwaitLosers();
                    throw;
                }
            }
        }

        internal void BeginRound()
        {
            _winners = _losers = 0;
            _stepsBefore = _steps;
        }

        /// <summary>From now on the body waits for nobody.</summary>
        internal void EndRaces() => _awaited = 0;

        internal void Race(Claim claim, Coroutine<int> coroutine)
        {
            try
            {
                Make(claim, coroutine);
                _disposed |= claim == Claim.Dispose;
                Interlocked.Increment(ref _winners);
            }
            catch (InvalidOperationException e)
            {
                checks.That("the refused are told that it is busy", e is not ObjectDisposedException, () => e.ToString());
                Interlocked.Increment(ref _losers);
                _refused.Release();
            }
        }

        internal void CheckRound(Coroutine<int> coroutine)
        {
            checks.Equal("one wins", 1, _winners);
            checks.Equal("all others are refused", racers - 1, _losers);
            checks.Equal("the body made one step", _stepsBefore + 1, _steps);
            checks.Equal("it goes on unharmed", _disposed ? CoroutineStatus.Canceled : CoroutineStatus.Suspended, coroutine.Status);
        }

        private static void Make(Claim claim, Coroutine<int> coroutine)
        {
            switch (claim)
            {
                case Claim.Resume:
                    coroutine.Resume();
                    break;
                case Claim.TryResume:
                    coroutine.TryResume(out _);
                    break;
                case Claim.Throw:
                    coroutine.Throw(new ScenarioException(0));
                    break;
                default:
                    coroutine.Dispose();
                    break;
            }
        }

        private void AwaitLosers()
        {
            _steps++;
            for (int i = 0; i < _awaited; i++)
            {
                _refused.Wait();
            }
        }
    }
}
