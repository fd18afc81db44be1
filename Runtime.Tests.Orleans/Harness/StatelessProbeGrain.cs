using Orleans.Concurrency;

namespace Baton.Tests;

/// <summary>A probe that is a stateless worker.</summary>
[StatelessWorker(4)]
public sealed class StatelessProbeGrain([PersistentState("probe")] IPersistentState<ProbeState> state, IGrainFactory grains)
    : ProbeBase(state, grains), IStatelessProbe;
