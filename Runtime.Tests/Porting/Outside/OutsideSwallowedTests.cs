namespace Baton.Tests;

/// <summary>
/// Outside every scheduler: an exception that goes into the task of an async method, which nobody awaits, tells the code around it nothing.
/// </summary>
[TestClass]
public sealed class OutsideSwallowedTests : CoroutineTest
{
    private static Dictionary<string, Action<CancellationToken, Action>> Places { get; } = new()
    {
        ["block"] = Coroutine.WithCancellation,
        ["scope"] = (token, work) => CoroutineScope.Run(_ => work(), token),
        ["function of a scope"] = (token, work) => CoroutineScope.Run(scope => scope.Async(work, "function", token).Await()),
        ["generator"] = (token, work) => Assert.AreEqual(0, Coroutine.GenerateAsync<int>(_ => work()).AwaitEach(token).Count()),
        ["coroutine in a block"] = (token, work) => Coroutine.WithCancellation(token, () =>
        {
            using Coroutine<int> coroutine = Coroutine.Create<int>(y =>
            {
                work();
                return 1;
            });
            coroutine.Resume();
        }),
    };

    public static IEnumerable<object[]> Cells => Places.Keys.Select(place => new object[] { place });

    [TestMethod]
    [DynamicData(nameof(Cells))]
    public void Token_ThrowsInAnAsyncMethodThatNobodyAwaits_TheNextWaitTells(string place)
    {
        using CancellationTokenSource source = new();
        bool isTold = false;

        Places[place](source.Token, () =>
        {
            source.Cancel();
            Task ignored = ThrowAsync(source.Token);
            Assert.IsTrue(ignored.IsCanceled);
            isTold = Tells(() => Coroutine.Delay(TimeSpan.FromSeconds(20)));
        });

        Assert.IsTrue(isTold);
    }

    [TestMethod]
    [DynamicData(nameof(Cells))]
    public void Token_ThrowsInCodeThatAnAsyncMethodHasCalled_CleanUpIsWhole(string place)
    {
        using CancellationTokenSource source = new();
        bool isCut = true;

        Task called = CallAsync(() => Places[place](source.Token, () =>
        {
            try
            {
                source.Cancel();
                source.Token.ThrowIfCancellationRequested();
            }
            finally
            {
                isCut = Tells(() => Coroutine.Delay(TimeSpan.FromMilliseconds(1)));
            }
        }));

        Assert.IsTrue(called.IsCanceled);
        Assert.IsFalse(isCut);
    }

    private static bool Tells(Action wait)
    {
        try
        {
            wait();
            return false;
        }
        catch (OperationCanceledException)
        {
            return true;
        }
    }

    private static async Task ThrowAsync(CancellationToken token)
    {
        token.ThrowIfCancellationRequested();
        await Task.Yield();
    }

    private static async Task CallAsync(Action work)
    {
        work();
        await Task.Yield();
    }
}
