namespace Baton.Stress;

/// <summary>All scenarios, in the order in which they run.</summary>
internal static class ScenarioCatalog
{
    internal static IReadOnlyList<IScenario> All { get; } =
    [
        new StrictBatonScenario(),
        new LostWakeupScenario(),
        new RacingResumersScenario(),
        new DisposeRaceScenario(),
        new UnwindingScenario(),
        new QuarantineScenario(),
        new DroppedScenario(),
        new PoolScenario(),
        new PullScenario(),
        new PullAsyncScenario(),
        new NestingScenario(),
        new ContextScenario(),
        new LimitScenario(),
        new FramesScenario(),
        new ScopesScenario(),
        new BlockingScenario(),
        new FrameLimitScenario(),
        new CompletionRaceScenario(),
        new RunRaceScenario(),
        new QueuesScenario(),
        new SelectScenario(),
        new SendReceiveScenario(),
        new SieveScenario(),
        new PhilosophersScenario(),
        new BridgesScenario(),
        new SuspendingScenario(),
        new PushScenario(),
        new ProgramsScenario(),
    ];

    /// <summary>Those that make sense only under a condition.</summary>
    internal static IReadOnlyList<IScenario> Conditional { get; } = [new WallsScenario()];
}
