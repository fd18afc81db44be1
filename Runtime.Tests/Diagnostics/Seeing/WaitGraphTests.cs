namespace Baton.Tests;

/// <summary>Who is stuck in a graph of waits, and what two looks prove of it.</summary>
[TestClass]
[BesideOthers]
public sealed class WaitGraphTests
{
    /// <summary>
    /// Each member by its letter; then <c>=</c> and all that it needs, or <c>|</c> and those of which one is enough; <c>?</c>: open.
    /// </summary>
    [TestMethod]
    [DataRow("a=b b=a", "ab")]
    [DataRow("a=b b=c c=a", "abc")]
    [DataRow("a=a", "a")]
    [DataRow("a=b b=a c=a d=c", "ab")]
    [DataRow("a=b b", "")]
    [DataRow("a=b b?a", "")]
    [DataRow("a=bc b=a c", "ab")]
    [DataRow("a|bc b=a c", "")]
    [DataRow("a|bc b=a c=a", "abc")]
    [DataRow("a|bc b|ac c|ab", "abc")]
    [DataRow("a|bc b=a c=d d=c", "ab cd")]
    [DataRow("a=b b=a c=d d=c", "ab cd")]
    [DataRow("a=b b=c c=d d", "")]
    [DataRow("a=bb b=a", "ab")]
    public void FindRings_GivesTheGroupsThatWaitForThemselves(string graph, string rings)
    {
        List<List<Member>> found = WaitGraph.FindRings(WaitGraph.FindStuck(Parse(graph).Values));

        string[] texts = [.. found.Select(static ring => string.Concat(ring.Select(static member => member.Key).Order())).Order()];
        Assert.AreEqual(rings, string.Join(' ', texts));
    }

    [TestMethod]
    public void FindRings_AChainOfAHundredThousand_NeedsNoStack()
    {
        Member[] members = [.. Enumerable.Range(0, 100_000)
            .Select(static i => New($"m{i}", new MemberWait { Kind = Baton.WaitKind.Frame, NeedsAll = true }))];
        for (int i = 0; i < members.Length; i++)
        {
            members[i].Wait!.Needs.Add(members[(i + 1) % members.Length]);
        }

        Assert.HasCount(members.Length, WaitGraph.FindRings(WaitGraph.FindStuck(members)).Single());
    }

    [TestMethod]
    [DataRow("a=b b=a", "a=b b=a", 1)]
    [DataRow("a=b b=a", "a2=b b=a", 0)]
    [DataRow("a=b b=a", "a=b b2=a", 0)]
    [DataRow("a=b b=a", "a=b b", 0)]
    [DataRow("a=b b=a", "a|b b=a", 1)]
    [DataRow("a=b b=a c", "a=c b=a c=b", 0)]
    [DataRow("a=b b=a", "a=b b?a", 0)]
    [DataRow("a=b b=a c=d d=c", "a=b b2=a c=d d=c", 1)]
    public void Prove_OnlyWhoIsInTheSameWaitAtBothLooks(string first, string second, int findings)
    {
        HashSet<Member> suspects = WaitGraph.FindStuck(Parse(first).Values);

        Assert.HasCount(findings, FindingSearch.Prove(suspects, Parse(second).Values, now: 0));
    }

    [TestMethod]
    public void Stuck_IsCanceled_IsNoPartOfIt()
    {
        Dictionary<char, Member> members = Parse("a=b b=a");
        Member canceled = New("c", new MemberWait { Kind = Baton.WaitKind.Frame, NeedsAll = true }, isCanceled: true);
        canceled.Wait!.Needs.Add(members['a']);
        members['a'].Wait!.Needs[0] = canceled;

        Assert.IsEmpty(WaitGraph.FindStuck([.. members.Values, canceled]));
    }

    private static Member New(string key, MemberWait? wait, bool isCanceled = false) =>
        new(key, MemberKind.Frame, 1, new object()) { Wait = wait, IsCanceled = isCanceled };

    // A digit behind the letter is the wait's epoch.
    private static Dictionary<char, Member> Parse(string graph)
    {
        string[] words = graph.Split(' ');
        Dictionary<char, Member> members = words.ToDictionary(static word => word[0], static word => New(word[..1], WaitOf(word)));
        foreach (string word in words)
        {
            foreach (char need in word[1..].Where(char.IsLetter))
            {
                members[word[0]].Wait!.Needs.Add(members[need]);
            }
        }

        return members;
    }

    private static MemberWait? WaitOf(string word) => word.Length == 1 ? null : new MemberWait
    {
        Kind = Baton.WaitKind.Frame,
        Epoch = char.IsDigit(word[1]) ? word[1] - '0' : 0,
        NeedsAll = word.Contains('='),
        IsOpen = word.Contains('?'),
    };
}
