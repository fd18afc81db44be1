using System.Runtime.InteropServices;

namespace Baton;

/// <summary>Finds, among members, those that wait for each other and for nobody else.</summary>
/// <remarks>
/// As <see cref="StuckFrames"/>, over schedulers, selects, coroutines, locks and threads. It walks along no recursion: chains may be long.
/// </remarks>
internal static class WaitGraph
{
    /// <summary>
    /// Repeatedly removes each member that does not wait, whose wait is open, that was asked to end, or whose needs can come: all of them,
    /// or one where one is enough. What is left waits for itself.
    /// </summary>
    internal static HashSet<Member> FindStuck(IEnumerable<Member> members)
    {
        HashSet<Member> stuck = [.. members.Where(MayBeStuck)];
        Dictionary<Member, int> missing = []; // how many needs must leave the set before the member can
        Dictionary<Member, List<Member>> waiters = [];
        Queue<Member> free = [];
        foreach (Member member in stuck)
        {
            int inSet = 0;
            foreach (Member need in member.Wait!.Needs.Distinct())
            {
                if (stuck.Contains(need))
                {
                    inSet++;
                    (CollectionsMarshal.GetValueRefOrAddDefault(waiters, need, out _) ??= []).Add(member);
                }
            }

            int all = member.Wait.Needs.Distinct().Count();
            missing[member] = member.Wait.NeedsAll ? inSet : inSet < all ? 0 : 1;
            if (missing[member] == 0)
            {
                free.Enqueue(member);
            }
        }

        while (free.TryDequeue(out Member? member))
        {
            if (stuck.Remove(member))
            {
                foreach (Member waiter in waiters.GetValueOrDefault(member) ?? [])
                {
                    if (--missing[waiter] == 0)
                    {
                        free.Enqueue(waiter);
                    }
                }
            }
        }

        return stuck;
    }

    /// <summary>
    /// The groups of stuck members in which each waits, in the end, for each. Members that only wait for a group are in none.
    /// </summary>
    internal static List<List<Member>> FindRings(HashSet<Member> stuck)
    {
        // Kosaraju's two walks.
        Dictionary<Member, List<Member>> waiters = [];
        foreach (Member member in stuck)
        {
            foreach (Member need in NeedsOf(member, stuck))
            {
                (CollectionsMarshal.GetValueRefOrAddDefault(waiters, need, out _) ??= []).Add(member);
            }
        }

        List<Member> order = [];
        HashSet<Member> seen = [];
        foreach (Member member in stuck)
        {
            Walk(member, next => NeedsOf(next, stuck), seen, order);
        }

        seen.Clear();
        List<List<Member>> rings = [];
        for (int i = order.Count - 1; i >= 0; i--)
        {
            List<Member> group = [];
            Walk(order[i], next => waiters.GetValueOrDefault(next) ?? [], seen, group);
            if (group.Count > 1 || (group.Count == 1 && NeedsOf(group[0], stuck).Contains(group[0])))
            {
                rings.Add(group);
            }
        }

        return rings;
    }

    private static bool MayBeStuck(Member member) => member is { Wait: { IsOpen: false, Needs.Count: > 0 }, IsCanceled: false };

    private static IEnumerable<Member> NeedsOf(Member member, HashSet<Member> stuck) => member.Wait!.Needs.Where(stuck.Contains);

    // Adds what is reached for the first time, each after what is reached from it.
    private static void Walk(Member start, Func<Member, IEnumerable<Member>> next, HashSet<Member> seen, List<Member> order)
    {
        if (!seen.Add(start))
        {
            return;
        }

        Stack<(Member Member, IEnumerator<Member> Next)> path = [];
        path.Push((start, next(start).GetEnumerator()));
        while (path.TryPeek(out (Member Member, IEnumerator<Member> Next) at))
        {
            if (!at.Next.MoveNext())
            {
                order.Add(at.Member);
                path.Pop();
            }
            else if (seen.Add(at.Next.Current))
            {
                path.Push((at.Next.Current, next(at.Next.Current).GetEnumerator()));
            }
        }
    }
}
