namespace Baton.Tests;

/// <summary>Sources that follow each other fire on one thread, and do not fill its stack.</summary>
[TestClass]
public sealed class FollowerLoopTests : CoroutineTest
{
    private const int Depth = 100;

    /// <summary>So many fire one inside the other.</summary>
    private const int MostInside = 20;

    [TestMethod]
    [DataRow(false, DisplayName = "nothing fires")]
    [DataRow(true, DisplayName = "inside another loop")]
    public void Cancel_LongChain_AllHaveFiredAndFewInsideEachOther(bool inLoop)
    {
        InvalidTimeZoneException failure = new();
        int inside = 0;
        int most = 0;
        CausedSource[] chain = Chain(depth =>
        {
            most = Math.Max(most, ++inside);
            return () =>
            {
                inside--;
                if (depth == Depth - 1)
                {
                    throw failure;
                }
            };
        });
        Action fire = inLoop ? () => FollowerLoop.Fire(new Probe(() => chain[0].Cancel(), static () => { })) : chain[0].Cancel;

        AggregateException thrown = Assert.ThrowsExactly<AggregateException>(fire);

        Assert.AreSame(failure, thrown.Flatten().InnerExceptions.Single());
        Assert.IsTrue(Array.TrueForAll(chain, static source => source.IsCancellationRequested));
        Assert.IsLessThan(MostInside, most);
    }

    [TestMethod]
    public void OnOver_FollowersFireLater_ComesBehindThem()
    {
        List<string> log = [];
        CausedSource[] chain = Chain(depth => () =>
        {
            if (depth == Depth - 1)
            {
                log.Add("last");
            }
        });
        Probe inner = new(() => chain[0].Cancel(), () => log.Add("inner over"));
        Probe outer = new(() => FollowerLoop.FireFollower(inner), () => log.Add("outer over"));

        FollowerLoop.Fire(outer);

        Assert.AreEqual("last, inner over, outer over", string.Join(", ", log));
    }

    // Each follows the one before. The older callback of each begins before its follower fires, and ends behind it.
    private static CausedSource[] Chain(Func<int, Action> begin)
    {
        CausedSource[] chain = [.. Enumerable.Range(0, Depth).Select(static _ => new CausedSource())];
        Action[] ends = new Action[Depth];
        for (int i = 0; i < Depth; i++)
        {
            int depth = i;
            chain[i].Token.Register(() => ends[depth]());
            if (i < Depth - 1)
            {
                chain[i].Token.UnsafeRegister(static (next, token) => ((CausedSource)next!).Follow(token), chain[i + 1]);
            }

            chain[i].Token.Register(() => ends[depth] = begin(depth));
        }

        return chain;
    }

    private sealed class Probe(Action fire, Action onOver) : Firing
    {
        protected override void Fire() => fire();

        protected override void OnOver() => onOver();
    }
}
