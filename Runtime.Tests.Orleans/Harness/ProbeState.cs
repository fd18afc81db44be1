namespace Baton.Tests;

/// <summary>The state of a probe.</summary>
[GenerateSerializer]
public sealed class ProbeState
{
    [Id(0)]
    public int Number { get; set; }
}
