namespace Baton.Tests;

/// <summary>
/// What it costs that each of many scopes, one in the other, fails and keeps the failures of those inside. What is allocated grows with the
/// depth and not with its square.
/// </summary>
[TestClass]
[DoNotParallelize]
public sealed class NestedFailureCostTests
{
    private const int Depth = 800;

    private static readonly CoroutineScopeOptions s_supervise = new() { Supervise = true };

    [TestMethod]
    [DataRow(false, DisplayName = "outside")]
    [DataRow(true, DisplayName = "in a frame")]
    public void Failures_OfTwiceAsManyScopes_AllocateLittleMoreThanTwiceAsMuch(bool inFrame)
    {
        Allocated(inFrame, 50); // all is compiled
        long once = Allocated(inFrame, Depth);
        long twice = Allocated(inFrame, 2 * Depth);

        Assert.IsLessThan(2.6 * once, twice, $"{once} and {twice} bytes");
    }

    // One exception comes out of all of them, with a failure more each time: no array is copied for each.
    [TestMethod]
    public void FurtherFailures_OfManyScopesWithOneFirst_AreAllThere()
    {
        InvalidDataException first = new();
        List<Exception> others = [];

        Exception? seen = null;
        OnDeepStack(() => seen = Assert.ThrowsExactly<InvalidDataException>(() => Nest(300)));

        Assert.AreSame(first, seen);
        Assert.AreSequenceEqual(others, CoroutineScope.FurtherFailures(first));

        void Nest(int left) => CoroutineScope.Run(
            scope =>
            {
                try
                {
                    if (left > 0)
                    {
                        Nest(left - 1);
                    }
                    else
                    {
                        scope.Async(() => throw first);
                    }
                }
                catch (InvalidDataException e)
                {
                    scope.Async(() => throw e);
                }

                FormatException other = new();
                others.Add(other);
                scope.Async(() => throw other);
            },
            s_supervise);
    }

    private static long Allocated(bool inFrame, int depth)
    {
        long allocated = 0;
        OnDeepStack(() =>
        {
            if (inFrame)
            {
                CoroutineScheduler.Run(Outermost);
            }
            else
            {
                Outermost();
            }
        });
        return allocated;

        void Outermost()
        {
            Assert.ThrowsExactly<FormatException>(() => Nest(depth));
            allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
        }

        void Nest(int left) => CoroutineScope.Run(
            scope =>
            {
                scope.Async(static () => throw new FormatException());
                if (left > 0)
                {
                    Nest(left - 1);
                }
                else
                {
                    allocated = GC.GetAllocatedBytesForCurrentThread();
                }
            },
            s_supervise);
    }

    private static void OnDeepStack(Action work)
    {
        Exception? failure = null;
        Thread thread = new(
            () =>
            {
                try
                {
                    work();
                }
                catch (Exception e)
                {
                    failure = e;
                }
            },
            maxStackSize: 256 << 20);
        thread.Start();
        thread.Join();
        Assert.IsNull(failure, $"{failure}");
    }
}
