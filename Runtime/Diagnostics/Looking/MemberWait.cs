namespace Baton;

/// <summary>The wait of a member, with the members that could end it.</summary>
internal sealed class MemberWait
{
    internal required WaitKind Kind { get; set; }

    /// <summary>What the waiting side has said of it.</summary>
    internal WaitFacts Facts { get; init; }

    /// <summary>The same at two looks: it is the same wait. 0: that is not known.</summary>
    internal long Epoch { get; set; }

    /// <summary>When it began, by <see cref="Environment.TickCount64"/>. 0: not known.</summary>
    internal long Since { get; set; }

    internal string Text { get; set; } = string.Empty;

    internal bool NeedsAll { get; set; }

    /// <summary>Can somebody end the wait who is no member?</summary>
    internal bool IsOpen { get; set; }

    /// <summary>Who or what could end it, as it is shown.</summary>
    internal List<WaitTarget> On { get; } = [];

    /// <summary>Those of <see cref="On"/> that are members.</summary>
    internal List<Member> Needs { get; } = [];

    /// <summary>Is the wait, as far as it is open, so by queues alone?</summary>
    internal bool IsOpenByQueuesOnly { get; set; }

    /// <summary>What keeps count of the waits of a thread outside every scheduler. Null: the wait is none of these.</summary>
    internal ThreadRecord? Record { get; init; }

    /// <summary>Has the wait ended since it was looked at? Any thread. False also where that cannot be told.</summary>
    /// <param name="core">Of the member.</param>
    internal bool IsOver(object core)
    {
        if (Record is { } record)
        {
            return record.Epoch != Facts.Epoch;
        }

        if (core is not FrameCore frame || Facts.Kind == WaitKind.Resume)
        {
            return false; // no frame says of itself that it waits in a resume: there are no facts
        }

        WaitFacts now = default;
        frame.Describe(ref now);
        return now.Epoch != Facts.Epoch || now.Kind != Facts.Kind;
    }

    internal WaitInfo ToInfo(long now) => new(Kind, DurationAt(now), Text, NeedsAll, IsOpen, On);

    internal TimeSpan? DurationAt(long now) => Since == 0 ? null : TimeSpan.FromMilliseconds(Math.Max(0, now - Since));
}
