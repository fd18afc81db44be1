namespace Baton.Stress;

/// <summary>How a grain asks another.</summary>
public enum AskKind
{
    /// <summary>Awaited in its method.</summary>
    Awaited,

    /// <summary>In a body, by <c>GrainTurn.Run</c>.</summary>
    InTurn,

    /// <summary>In a body, by <c>Await</c>: the silo asks, not the grain.</summary>
    Direct,
}
