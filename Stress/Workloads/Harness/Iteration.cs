namespace Baton.Stress;

/// <summary>What one iteration of a scenario works with.</summary>
internal sealed record Iteration(Random Random, Checks Checks, CoroutineThreadPool Pool, Drivers Drivers, Expectations Expected)
{
    /// <summary>Coroutines on the scenario's own pool.</summary>
    internal CoroutineOptions InPool { get; } = new() { ThreadPool = Pool };

    /// <summary>A generator of its own for something that runs beside others, so that their timing does not change its choices.</summary>
    internal Random Fork() => new(Random.Next());
}
