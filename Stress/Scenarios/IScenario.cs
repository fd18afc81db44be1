namespace Baton.Stress;

/// <summary>One part of the library under stress.</summary>
internal interface IScenario
{
    /// <summary>As given to <c>--scenario</c>; also part of what the workload is derived from.</summary>
    string Name { get; }

    /// <summary>What it does and what must hold, in one line.</summary>
    string Description { get; }

    /// <summary>The most threads of <see cref="Iteration.Pool"/>.</summary>
    int MaxThreads => 256;

    /// <summary>
    /// Does one iteration's work, all of it chosen by <see cref="Iteration.Random"/>, and checks it. Leaves nothing behind: no live
    /// coroutine, no task, no work.
    /// </summary>
    void Run(Iteration iteration);
}
