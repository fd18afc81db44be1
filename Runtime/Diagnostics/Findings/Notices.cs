namespace Baton;

/// <summary>What is worth a look, and no more than that: one look suffices.</summary>
internal static class Notices
{
    internal static IEnumerable<Finding> Of(ProcessLook look)
    {
        foreach (Member member in look.Members)
        {
            if (member.IsWrittenOff)
            {
                member.Level ??= FindingLevel.Notice;
                yield return new Finding(
                    FindingKind.Quarantined,
                    FindingLevel.Notice,
                    $"{member.Label} was given up: it did not end when it had to, and keeps its thread.",
                    [member.Key]);
            }
        }

        foreach (Member member in look.Members)
        {
            if (member.Wait is { Kind: WaitKind.Lock, Needs: [{ Status: MemberStatus.Suspended } owner] })
            {
                member.Level ??= FindingLevel.Stuck;
                yield return new Finding(
                    FindingKind.LockOfSuspended,
                    FindingLevel.Stuck,
                    $"{member.Label} {member.Wait.Text}, which is suspended" + (owner.ResumedBy == member.Key
                        ? ", and which it has resumed last itself. Nobody else is seen who could resume it."
                        : ". Whoever has its handle could resume it."),
                    [member.Key, owner.Key]);
            }
        }

        foreach (SchedulerLook scheduler in look.Schedulers)
        {
            if (LongTurnFinding.Of(look, scheduler, scheduler.Scheduler.LongTurns.Span) is { } turn)
            {
                yield return turn;
            }
        }

        if (FindNobodySeen(look) is { } nobody)
        {
            yield return nobody;
        }
    }

    // Any thread with a reference may come to a queue at any time. So this never says more than that nobody is seen.
    private static Finding? FindNobodySeen(ProcessLook look)
    {
        List<Member> atQueues = look.Members.FindAll(static member => member.Wait is { IsOpen: true, IsOpenByQueuesOnly: true });
        if (atQueues.Count == 0
            || look.Members.Exists(static member => !member.IsWrittenOff
                && (member.Wait is null || (member.Wait.IsOpen && !member.Wait.IsOpenByQueuesOnly)))
            || look.Schedulers.Exists(static scheduler => scheduler.Holder is not null || scheduler.Live > scheduler.Frames.Count))
        {
            return null;
        }

        string queues = WaitResolver.List([.. atQueues.SelectMany(static member => member.Wait!.On).Select(static on => on.Key)
            .OfType<string>().Distinct()]);
        return new Finding(
            FindingKind.NobodySeen,
            FindingLevel.Notice,
            $"All members wait, and nobody is seen who could come to {queues}. A thread that is not seen could.",
            [.. atQueues.Select(static member => member.Key)]);
    }
}
