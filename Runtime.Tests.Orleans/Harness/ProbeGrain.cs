using Orleans.Placement;

namespace Baton.Tests;

/// <summary>A probe as grains are by default.</summary>
[GrainType("probe")]
[RandomPlacement]
public sealed class ProbeGrain([PersistentState("probe")] IPersistentState<ProbeState> state, IGrainFactory grains)
    : ProbeBase(state, grains);
