using System.Diagnostics;

namespace Baton.Stress;

/// <summary>
/// Runs one scenario, iteration by iteration, for as long as it is given. One run each; the result may be asked for at any time.
/// </summary>
internal sealed class ScenarioRunner(IScenario scenario, ulong seed, MeterProbe meter)
{
    private readonly Checks _checks = new();
    private readonly Expectations _expected = new();
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private long _iterations; // volatile: the runner's thread; read by the watchdog

    internal string Name => scenario.Name;

    /// <summary>Where the iteration under way is, in the scenario's own words.</summary>
    internal string Story => _checks.Story?.Invoke() ?? "";

    /// <summary>The iteration under way.</summary>
    internal long Iteration => _checks.Iteration;

    internal ScenarioResult Result =>
        new(scenario.Name, Volatile.Read(ref _iterations), _clock.Elapsed.TotalSeconds, _checks.Results, _checks.Failures);

    /// <summary>Something outside the iterations went wrong.</summary>
    internal void Fail(string check, string detail) => _checks.Fail(check, detail);

    /// <param name="time">How long; one iteration at least.</param>
    /// <param name="only">This iteration, once; null: from the first on.</param>
    /// <param name="progress">Told the seconds spent.</param>
    internal ScenarioResult Run(TimeSpan time, long? only, Action<double> progress)
    {
        LeakChecks leaks = new(meter, _checks);
        CoroutineThreadPoolOptions limits = new() { Name = $"Stress {scenario.Name}", MaxThreads = scenario.MaxThreads };
        CoroutineThreadPool pool = new(limits);
        using (Drivers drivers = new())
        {
            long iteration = only ?? 0;
            do
            {
                RunOne(iteration++, pool, drivers);
                progress(_clock.Elapsed.TotalSeconds);
                if (_iterations == 1)
                {
                    leaks.TakeBaseline();
                }
            }
            while (only is null && _clock.Elapsed < time && !_checks.HaveFailed);
        }

        CheckThatItChecked();
        _checks.Iteration = -1;
        leaks.Make(pool, _expected);
        return Result;
    }

    private void RunOne(long iteration, CoroutineThreadPool pool, Drivers drivers)
    {
        _checks.Iteration = iteration;
        try
        {
            scenario.Run(new Iteration(WorkloadSeed.For(seed, scenario.Name, iteration), _checks, pool, drivers, _expected));
        }
        catch (Exception e) // whatever it is, it is a finding
        {
            _checks.Fail("no unexpected exception", e.ToString());
        }

        _checks.Story = null;
        Volatile.Write(ref _iterations, _iterations + 1);
    }

    private void CheckThatItChecked()
    {
        if (_checks.Results.Sum(check => check.Made) == 0)
        {
            _checks.Fail("something was checked", "the scenario checked nothing");
        }
    }
}
