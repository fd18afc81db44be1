using System.Diagnostics;

namespace Baton.Testing;

/// <summary>The seams of fields that strands read and write by <see cref="Interlocked"/> and <see cref="Volatile"/>.</summary>
/// <remarks>A field is known by its address, which counts only until the strand gives the turn up.</remarks>
[StackTraceHidden]
internal static class MemoryCall
{
    internal static void Go(nint address, bool isWrite)
    {
        if (SeamCall.Strand is { } strand)
        {
            Go(strand, NewStep(strand, address, isWrite, isWrite ? "writes field" : "reads field") with { IsLook = !isWrite });
        }
    }

    internal static void BeginExchange(nint address)
    {
        if (SeamCall.Strand is { } strand)
        {
            VisibleStep step = NewStep(strand, address, true, "exchanges field");
            Go(strand, step with { IsLook = strand.Looks.HasFailedAt(step.Resource) });
        }
    }

    /// <summary>An exchange that fails is a look. One that succeeds may help those that look.</summary>
    internal static void EndExchange(nint address, bool hasSucceeded)
    {
        if (SeamCall.Strand is { } strand)
        {
            if (hasSucceeded)
            {
                strand.EndLooks();
            }
            else
            {
                strand.Looks.Fail(NumberOf(strand, address));
            }
        }
    }

    private static void Go(RunThread strand, in VisibleStep step) => strand.GoVisible(step, null, Timeout.InfiniteTimeSpan);

    private static VisibleStep NewStep(RunThread strand, nint address, bool isWrite, string text) =>
        new(OperationKind.Memory, NumberOf(strand, address), isWrite, text);

    private static int NumberOf(RunThread strand, nint address) => strand.Run.Seams.NumberOf(address);
}
