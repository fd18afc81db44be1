namespace Baton.Tests;

/// <summary>
/// A cancellation is told once, through whatever layers it goes: the table of all pairs, and drawn nests that are deeper.
/// </summary>
[TestClass]
public sealed class CancelNestTests : SchedulerTest
{
    private const int Parties = 6;

    private static readonly bool[] s_places = [false, true]; // outside, and in a frame

    public static IEnumerable<object[]> Cells =>
        from outermost in Enum.GetValues<CancelLayer>()
        where outermost is not (CancelLayer.Generator or CancelLayer.PoolWork or CancelLayer.Frame or CancelLayer.Coroutine
            or CancelLayer.Limit) // these are given no token that cancels them
        from inFrame in s_places
        select new object[] { outermost, inFrame };

    [TestMethod]
    [DynamicData(nameof(Cells))]
    public void Cancellation_ThroughTwoLayers_IsToldOnce(CancelLayer outermost, bool inFrame) => AssertAll(
        inFrame,
        from inner in Enum.GetValues<CancelLayer>()
        where !inFrame || IsOfFrames([], inner)
        from token in Enum.GetValues<CancelNest.Token>()
        from work in Enum.GetValues<CancelNest.Work>()
        select new CancelNest(Pool, [(outermost, CancelNest.Token.Outermost), (inner, token)], work));

    [TestMethod]
    [DynamicData(nameof(Cells))]
    public void Cancellation_ThroughManyLayers_IsToldOnce(CancelLayer outermost, bool inFrame)
    {
        Random random = new(20260 + (int)outermost);
        AssertAll(inFrame, Enumerable.Range(0, 60).Select(_ => Draw(random, outermost, inFrame)));
    }

    private CancelNest Draw(Random random, CancelLayer outermost, bool inFrame)
    {
        List<(CancelLayer, CancelNest.Token)> layers = [(outermost, CancelNest.Token.Outermost)];
        int depth = random.Next(3, 6);
        while (layers.Count < depth)
        {
            CancelLayer next = Any<CancelLayer>(random);
            if (!inFrame || IsOfFrames(layers, next))
            {
                layers.Add((next, Any<CancelNest.Token>(random)));
            }
        }

        CancelNest.Work work = Any<CancelNest.Work>(random);
        return new CancelNest(Pool, layers, TellsEarly(work) && HasBlockInABody(layers) ? CancelNest.Work.Wait : work);
    }

    // Code that meets the outermost token itself is told before the layers are.
    private static bool TellsEarly(CancelNest.Work work) =>
        work is CancelNest.Work.Poll or CancelNest.Work.WaitWithToken or CancelNest.Work.WaitWithTokenHere;

    // A block in a coroutine's body does not know what its frame has met: it may tell once more.
    private static bool HasBlockInABody(List<(CancelLayer Layer, CancelNest.Token)> layers)
    {
        int body = layers.FindIndex(one => one.Layer is CancelLayer.Coroutine or CancelLayer.Generator);
        return body >= 0 && layers.FindIndex(
            body, one => one.Layer is CancelLayer.Block or CancelLayer.Scope or CancelLayer.Limit or CancelLayer.Function) >= 0;
    }

    // A frame of its own is not canceled with the block that awaits it, and a run in it keeps the baton. A scope whose block is in a
    // coroutine learns of the cancellation when the frame that resumed the coroutine was told: its functions may be told before.
    private static bool IsOfFrames(List<(CancelLayer Layer, CancelNest.Token)> around, CancelLayer next) =>
        next != CancelLayer.Frame
        && !(next == CancelLayer.Function && around.Exists(one => one.Layer is CancelLayer.Coroutine or CancelLayer.Generator));

    private static T Any<T>(Random random)
        where T : struct, Enum
    {
        T[] all = Enum.GetValues<T>();
        return all[random.Next(all.Length)];
    }

    private static void AssertAll(bool inFrame, IEnumerable<CancelNest> nests)
    {
        List<string> faults = [];
        using IEnumerator<CancelNest> left = nests.GetEnumerator();
        TestThread.RunAtOnce(Parties, _ =>
        {
            while (Take(left) is { } nest)
            {
                string fault = nest.Run(inFrame);
                if (fault.Length > 0)
                {
                    lock (faults)
                    {
                        faults.Add(fault);
                    }
                }
            }
        });
        Assert.AreEqual(0, faults.Count, string.Join(Environment.NewLine, faults));
    }

    private static CancelNest? Take(IEnumerator<CancelNest> left)
    {
        lock (left)
        {
            return left.MoveNext() ? left.Current : null;
        }
    }
}
