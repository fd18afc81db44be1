namespace Baton.Tests;

/// <summary>One wait that is sure to block until its other side has released it.</summary>
internal sealed class WaitCase
{
    /// <summary>On the other side's thread, before the wait: takes what the wait is for.</summary>
    internal Action? Prepare { get; init; }

    /// <summary>Blocks, and checks what the wait returns.</summary>
    internal required Action Wait { get; init; }

    /// <summary>On the other side's thread: ends the wait.</summary>
    internal required Action Release { get; init; }

    /// <summary>After the wait was refused and released: can it be made anew, by anybody?</summary>
    internal bool IsRepeatable { get; init; } = true;

    /// <summary>Does a refusal come out of the code that waits, by itself or within another exception?</summary>
    internal bool KeepsRefusal { get; init; } = true;

    internal Action? CleanUp { get; init; }
}
