using System.Text;

namespace Baton;

/// <summary>A deadlock in words: who waits for whom, since when, and what could end it.</summary>
/// <param name="ring">The members of it.</param>
/// <param name="stuck">All that are stuck, also those that only wait for the ring.</param>
/// <param name="now">The time of the look, by <see cref="Environment.TickCount64"/>.</param>
internal sealed class FindingText(List<Member> ring, HashSet<Member> stuck, long now)
{
    private const int MostNamed = 4;
    private const int MostLinks = 50;

    private FindingKind Kind => Has(WaitKind.Lock) ? FindingKind.Locks
        : Has(WaitKind.Thread) ? FindingKind.Threads
        : ring.Exists(static member => !member.Wait!.NeedsAll) ? FindingKind.Knot
        : FindingKind.Ring;

    internal Finding ToFinding()
    {
        ring.Sort(static (a, b) => string.CompareOrdinal(a.Key, b.Key));
        StringBuilder text = TextPool.Get();
        AppendHead(text);
        foreach (Member member in ring.Take(MostLinks))
        {
            text.Append('\n').Append(member.Label).Append(' ').Append(member.Wait!.Text);
        }

        if (ring.Count > MostLinks)
        {
            text.Append("\nand ").Append(ring.Count - MostLinks).Append(" more");
        }

        AppendBehind(text);
        return new Finding(Kind, FindingLevel.Deadlock, TextPool.Take(text), [.. ring.Select(static member => member.Key)]);
    }

    private void AppendHead(StringBuilder text)
    {
        if (Kind == FindingKind.Threads)
        {
            AppendNames(text, [.. ring.Where(static member => member.Wait!.Kind == WaitKind.Thread).Select(static member => member.Label)]);
            text.Append(" cannot begin: all threads of the pool belong to frames that wait for them");
        }
        else
        {
            AppendNames(text, [.. ring.Select(static member => member.Label)]);
            text.Append(Kind switch
            {
                FindingKind.Locks => " block on locks that others of them hold, and wait for each other",
                FindingKind.Knot => " wait for the first of several, all of which wait for each other",
                _ => " wait for each other",
            });
        }

        string[] schedulers = [.. ring.Where(static member => member.Scheduler is not null)
            .Select(static member => Keys.Named(member.SchedulerKey!, member.Scheduler!.Name)).Distinct()];
        if (schedulers.Length > 1)
        {
            text.Append(", over schedulers ");
            AppendNames(text, schedulers);
        }

        // When a frame without a thread began to wait, nobody knows. The others have waited for as long as those whose begin is known.
        if (!ring.Exists(static member => member.Status == MemberStatus.Unstarted)
            && ring.Min(member => member.Wait!.DurationAt(now)) is { } least)
        {
            text.Append(", for ").Append(Spans.Text(least));
        }

        text.Append(Kind == FindingKind.Locks ? ". No cancellation ends it, but an interrupt of a thread."
            : Kind == FindingKind.Threads ? ". Only canceling one of them ends it, Frame.Cancel(), or more threads."
            : ". Only canceling one of them ends it: Frame.Cancel().");
    }

    private void AppendBehind(StringBuilder text)
    {
        HashSet<Member> behind = [.. ring];
        int before = behind.Count;
        int count;
        do
        {
            count = behind.Count;
            behind.UnionWith(stuck.Where(member => member.Wait!.Needs.Exists(behind.Contains)));
        }
        while (behind.Count > count);
        if (behind.Count > before)
        {
            text.Append("\nMembers that wait behind these: ").Append(behind.Count - before).Append('.');
        }
    }

    private bool Has(WaitKind kind) => ring.Exists(member => member.Wait!.Kind == kind);

    private static void AppendNames(StringBuilder text, string[] names)
    {
        int shown = Math.Min(names.Length, MostNamed);
        for (int i = 0; i < shown; i++)
        {
            text.Append(i == 0 ? string.Empty : i == names.Length - 1 ? " and " : ", ").Append(names[i]);
        }

        if (names.Length > shown)
        {
            text.Append(" and ").Append(names.Length - shown).Append(" more");
        }
    }
}
