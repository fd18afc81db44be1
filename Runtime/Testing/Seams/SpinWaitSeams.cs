using System.ComponentModel;
using System.Diagnostics;

namespace Baton.Testing.Seams;

/// <summary>What <see cref="SpinWait"/> does in code that was compiled with seams.</summary>
[SeamsOf(typeof(SpinWait))]
[EditorBrowsable(EditorBrowsableState.Never)]
[DebuggerStepThrough]
[StackTraceHidden]
public static class SpinWaitSeams
{
    /// <inheritdoc cref="SpinWait.SpinOnce()"/>
    public static void SpinOnce(ref SpinWait spinWait)
    {
        if (SeamCall.Strand is { } strand)
        {
            SeamCall.GiveWay(strand, "spins");
            spinWait.SpinOnce(sleep1Threshold: -1); // it counts
        }
        else
        {
            spinWait.SpinOnce();
        }
    }

    /// <inheritdoc cref="SpinWait.SpinOnce(int)"/>
    public static void SpinOnce(ref SpinWait spinWait, int sleep1Threshold)
    {
        if (SeamCall.Strand is { } strand && sleep1Threshold >= -1)
        {
            SeamCall.GiveWay(strand, "spins");
            spinWait.SpinOnce(sleep1Threshold: -1);
        }
        else
        {
            spinWait.SpinOnce(sleep1Threshold);
        }
    }

    /// <inheritdoc cref="SpinWait.SpinUntil(Func{bool})"/>
    public static void SpinUntil(Func<bool> condition) => SpinUntil(condition, Timeout.Infinite);

    /// <inheritdoc cref="SpinWait.SpinUntil(Func{bool}, TimeSpan)"/>
    public static bool SpinUntil(Func<bool> condition, TimeSpan timeout) => SpinUntil(condition, WaitLimit.Of(timeout));

    /// <inheritdoc cref="SpinWait.SpinUntil(Func{bool}, int)"/>
    public static bool SpinUntil(Func<bool> condition, int millisecondsTimeout)
    {
        ArgumentNullException.ThrowIfNull(condition);
        if (SeamCall.Strand is not { } strand || millisecondsTimeout < Timeout.Infinite)
        {
            return SpinWait.SpinUntil(condition, millisecondsTimeout);
        }

        bool isTimeOver = millisecondsTimeout == 0;
        ClockTimer limit = new(_ => isTimeOver = true, strand);
        if (millisecondsTimeout > 0)
        {
            limit.Set(TimeSpan.FromMilliseconds(millisecondsTimeout));
        }

        try
        {
            bool holds = condition();
            while (!holds && !isTimeOver)
            {
                SeamCall.GiveWay(strand, "spins");
                holds = condition();
            }

            return holds;
        }
        finally
        {
            limit.End();
        }
    }
}
