namespace Baton;

/// <summary>The wait of a member, with the members that could end it.</summary>
internal sealed class MemberWait
{
    internal required WaitKind Kind { get; set; }

    /// <summary>What the waiting side has said of it.</summary>
    internal WaitFacts Facts { get; init; }

    /// <summary>The same at two looks: it is the same wait.</summary>
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

    internal WaitInfo ToInfo(long now) => new(Kind, DurationAt(now), Text, NeedsAll, IsOpen, On);

    internal TimeSpan? DurationAt(long now) => Since == 0 ? null : TimeSpan.FromMilliseconds(Math.Max(0, now - Since));
}
