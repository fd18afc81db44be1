namespace Baton.Tests;

/// <summary>
/// What a cancellation costs that unwinds many runs, or blocks, one in the other. The stack is looked at a few times, not once for each:
/// what is allocated, of which a look is most, grows with the depth and not with its square.
/// </summary>
[TestClass]
[DoNotParallelize]
public sealed class CancelDeepCostTests
{
    private const int Depth = 150;

    private static Dictionary<string, Action<CancellationToken, Action>> Layers { get; } = new()
    {
        ["run"] = static (_, inner) => CoroutineScheduler.Run(inner),
        ["run with the token"] = static (token, inner) => CoroutineScheduler.Run(inner, token),
        ["block with a linked token"] = static (_, inner) =>
        {
            using CancellationTokenSource linked = CancellationTokenSource.CreateLinkedTokenSource(Coroutine.CancellationToken);
            Coroutine.WithCancellation(linked.Token, inner);
        },
    };

    public static IEnumerable<object[]> Rows => Layers.Keys.Select(layer => new object[] { layer });

    [TestMethod]
    [DynamicData(nameof(Rows))]
    public void Cancellation_UnwindsTwiceAsManyLayers_AllocatesLittleMoreThanTwiceAsMuch(string layer)
    {
        Allocated(layer, Depth); // all is compiled
        long once = Allocated(layer, Depth);
        long twice = Allocated(layer, 2 * Depth);

        Assert.IsLessThan(3 * once, twice, $"{once} and {twice} bytes");
    }

    private static long Allocated(string layer, int depth)
    {
        long allocated = 0;
        Thread thread = new(
            () =>
            {
                using CancellationTokenSource source = new();
                Assert.Throws<OperationCanceledException>(() => Coroutine.WithCancellation(source.Token, () => Nest(depth, source)));
                allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
            },
            maxStackSize: 64 << 20);
        thread.Start();
        thread.Join();
        return allocated;

        void Nest(int left, CancellationTokenSource source)
        {
            if (left > 0)
            {
                Layers[layer](source.Token, () => Nest(left - 1, source));
                return;
            }

            source.Cancel();
            allocated = GC.GetAllocatedBytesForCurrentThread();
            Coroutine.Delay(TimeSpan.FromMinutes(1));
        }
    }
}
