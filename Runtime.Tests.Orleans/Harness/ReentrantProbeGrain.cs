using Orleans.Concurrency;

namespace Baton.Tests;

/// <summary>A probe that is reentrant.</summary>
[Reentrant]
public sealed class ReentrantProbeGrain([PersistentState("probe")] IPersistentState<ProbeState> state, IGrainFactory grains)
    : ProbeBase(state, grains), IReentrantProbe;
