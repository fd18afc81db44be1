namespace Baton.Testing;

/// <summary>One wait for a pulse. Belongs to the thread that has the turn.</summary>
internal sealed class PulseWait(SeamLock @lock, string strand)
{
    /// <summary>The name of the strand that waits.</summary>
    internal string Strand => strand;

    /// <summary>Has the pulse come? The thread with the turn.</summary>
    internal bool IsPulsed { get; set; }

    /// <summary>For reports. Completes "waits for".</summary>
    public override string ToString() => $"a pulse of {@lock}";
}
