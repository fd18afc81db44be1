using System.Diagnostics;

namespace Baton;

/// <summary>The case that a select has taken, and what it gave; or none.</summary>
[StackTraceHidden]
internal readonly struct SelectChoice(int index, Waiter? taken)
{
    internal static SelectChoice None => new(-1, null);

    internal int Index => index;

    internal bool IsMade => index >= 0;

    /// <summary>Was the queue of the case completed?</summary>
    internal bool IsRefused => taken is { IsRefused: true };

    /// <summary>The party cannot use what it has taken: an item goes back to its queue.</summary>
    internal void PutBack(ReadOnlySpan<SelectCase> cases)
    {
        if (IsMade)
        {
            cases[index].PutBack(taken);
        }
    }

    internal int Finish(ReadOnlySpan<SelectCase> cases)
    {
        cases[index].Finish(taken, index);
        return index;
    }
}
