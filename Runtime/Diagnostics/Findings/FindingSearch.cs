namespace Baton;

/// <summary>Looks for waits that never end, and for what is worth a look.</summary>
/// <remarks>
/// A deadlock is claimed only after two looks. Each member of it was in the same wait at both, by the wait's epoch, and all first looks
/// came before all second ones. So there was an instant at which all were in these waits at once. Since then none of them can have moved.
/// The owner of a lock is read by its waiter between the looks, and is itself such a member: a thread that blocks releases nothing.
/// </remarks>
internal static class FindingSearch
{
    /// <summary>Looks once more, if that is needed. The findings with the surest level come first.</summary>
    /// <param name="first">A look whose members are marked with what is found.</param>
    /// <param name="options">Those of the first look, for the second one.</param>
    /// <param name="listener">Who has heard of locks, beside the frames themselves. Null: nobody.</param>
    internal static List<Finding> Find(ProcessLook first, CaptureOptions options, ContentionListener? listener = null)
    {
        using Quiet quiet = Quiet.Begin();
        List<Finding> findings = [];
        LockWaits locks = LockWaits.See(first, listener); // between the looks
        locks.Apply(first);
        HashSet<Member> suspects = WaitGraph.FindStuck(first.Members);
        if (suspects.Count > 0)
        {
            ProcessLook second = ProcessLook.Take(options);
            locks.Apply(second);
            findings.AddRange(Prove(suspects, second.Members, second.Now));
        }

        findings.AddRange(Notices.Of(first));
        findings.Sort(static (a, b) => a.Level.CompareTo(b.Level));
        return findings;
    }

    /// <summary>What two looks prove.</summary>
    /// <param name="suspects">Who was stuck at the first. Those of a deadlock are marked, at both looks.</param>
    /// <param name="second">All members at the second.</param>
    /// <param name="now">The time of the second, by <see cref="Environment.TickCount64"/>.</param>
    internal static List<Finding> Prove(HashSet<Member> suspects, IEnumerable<Member> second, long now)
    {
        List<Finding> findings = [];
        Dictionary<string, Member> before = suspects.ToDictionary(static member => member.Key);
        HashSet<Member> proved = WaitGraph.FindStuck(
            second.Where(member => before.TryGetValue(member.Key, out Member? same) && IsSameWait(same.Wait!, member.Wait)));
        foreach (List<Member> ring in WaitGraph.FindRings(proved))
        {
            findings.Add(new FindingText(ring, proved, now).ToFinding());
            foreach (Member member in ring)
            {
                member.Level = FindingLevel.Deadlock;
                before[member.Key].Level = FindingLevel.Deadlock;
            }
        }

        return findings;
    }

    private static bool IsSameWait(MemberWait first, MemberWait? second) =>
        second is not null && first.Kind == second.Kind && first.Epoch == second.Epoch && first.Needs.Count == second.Needs.Count
        && first.Needs.Zip(second.Needs).All(static both => both.First.Key == both.Second.Key);
}
