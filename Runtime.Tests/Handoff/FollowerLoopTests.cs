namespace Baton.Tests;

/// <summary>Sources that follow each other fire on one thread, at once as far as its stack reaches, and do not fill that.</summary>
[TestClass]
public sealed class FollowerLoopTests : CoroutineTest
{
    private const int Depth = 2000;
    private const int SmallStack = 192 * 1024; // too small for that depth

    [TestMethod]
    [DataRow(false, DisplayName = "nothing fires")]
    [DataRow(true, DisplayName = "inside another loop")]
    public void Cancel_LongChainOnASmallStack_AllHaveFiredAndSomeLater(bool inLoop)
    {
        InvalidTimeZoneException failure = new();
        int inside = 0;
        int most = 0;
        CausedSource[] chain = Chain(Depth, depth =>
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

        AggregateException? thrown = null;
        OnStack(SmallStack, () => thrown = Assert.ThrowsExactly<AggregateException>(fire));

        Assert.AreSame(failure, thrown!.Flatten().InnerExceptions.Single());
        Assert.IsTrue(Array.TrueForAll(chain, static source => source.IsCancellationRequested));
        Assert.IsLessThan(Depth, most);
        Assert.IsGreaterThanOrEqualTo(FollowerLoop.MostDepth, most);
    }

    [TestMethod]
    public void OnOver_FollowersFireLater_ComesBehindThem()
    {
        List<string> log = [];
        CausedSource[] chain = Chain(Depth, depth => () =>
        {
            if (depth == Depth - 1)
            {
                log.Add("last");
            }
        });
        Probe inner = new(() => chain[0].Cancel(), () => log.Add("inner over"));
        Probe outer = new(() => FollowerLoop.FireFollower(inner, CancellationToken.None), () => log.Add("outer over"));

        OnStack(SmallStack, () => FollowerLoop.Fire(outer));

        Assert.AreEqual("last, inner over, outer over", string.Join(", ", log));
    }

    [TestMethod]
    [DataRow(0, DisplayName = "large stack")]
    [DataRow(SmallStack, DisplayName = "small stack")]
    public void Cancel_AnotherInACallbackOfAChain_AllThatFollowsItHasFiredWhenTheCallReturns(int stack)
    {
        for (int length = 1; length <= 40; length++)
        {
            int last = length - 1;
            bool[] hasFired = [];
            using CancellationTokenSource users = new();
            CausedSource[] others = Chain(40, static _ => static () => { });
            users.Token.UnsafeRegister(static (first, token) => ((CausedSource)first!).Follow(token), others[0]);
            CausedSource[] chain = Chain(length, depth => () =>
            {
                if (depth == last)
                {
                    users.Cancel();
                    hasFired = [.. others.Select(static source => source.IsCancellationRequested)];
                }
            });

            OnStack(stack, chain[0].Cancel);

            Assert.IsTrue(hasFired is [_, ..] && Array.TrueForAll(hasFired, static fired => fired), $"{length} deep");
        }
    }

    [TestMethod]
    public void Cancel_OlderCallbackAtAnyDepth_FindsItsFollowerFired()
    {
        for (int length = 2; length <= 40; length++)
        {
            int followed = length - 2;
            bool hasFired = false;
            CausedSource[] chain = [];
            chain = Chain(length, depth => () => hasFired |= depth == followed && chain[depth + 1].IsCancellationRequested);

            chain[0].Cancel();

            Assert.IsTrue(hasFired, $"{length} deep");
        }
    }

    // Each follows the one before. The older callback of each begins before its follower fires, and ends behind it.
    private static CausedSource[] Chain(int length, Func<int, Action> begin)
    {
        CausedSource[] chain = [.. Enumerable.Range(0, length).Select(static _ => new CausedSource())];
        Action[] ends = new Action[length];
        for (int i = 0; i < length; i++)
        {
            int depth = i;
            chain[i].Token.Register(() => ends[depth]());
            if (i < length - 1)
            {
                chain[i].Token.UnsafeRegister(static (next, token) => ((CausedSource)next!).Follow(token), chain[i + 1]);
            }

            chain[i].Token.Register(() => ends[depth] = begin(depth));
        }

        return chain;
    }

    // 0: the usual size.
    private static void OnStack(int size, Action act)
    {
        Exception? failure = null;
        Thread thread = new(
            () =>
            {
                try
                {
                    act();
                }
                catch (Exception e)
                {
                    failure = e;
                }
            },
            size);
        thread.Start();
        thread.Join();
        Assert.IsNull(failure);
    }

    private sealed class Probe(Action fire, Action onOver) : Firing
    {
        public override bool HasToken(CancellationToken token) => false;

        protected override void Fire() => fire();

        protected override void OnOver() => onOver();
    }
}
