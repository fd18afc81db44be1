namespace Baton.Stress;

/// <summary>What is between a pipe and the body of a bridge.</summary>
internal enum PipeJobKind
{
    /// <summary>The bridge alone.</summary>
    Plain,

    /// <summary>The body packs or unpacks, synchronously.</summary>
    PackedInside,

    /// <summary>The bridge is over a stream that unpacks, asynchronously.</summary>
    PackedOutside,
}
