#pragma warning disable CA2016 // which blocks get the token is what is tested

namespace Baton.Tests;

/// <summary>One token for everything, as it is passed down: the code is told once. And tokens that fire for reasons of their own.</summary>
[TestClass]
public sealed class SameTokenTests : BlockLimitTest
{
    private static Dictionary<string, Action<CancellationToken, Action<CancellationToken>>> Nestings { get; } = new()
    {
        ["block in block"] = (token, work) => Coroutine.WithCancellation(token, () => Coroutine.WithCancellation(token, () => work(token))),
        ["block in block in block"] = (token, work) => Coroutine.WithCancellation(
            token, () => CoroutineScope.Run(_ => Coroutine.WithCancellation(token, () => work(token)), token)),
        ["block in a function"] = (token, work) => CoroutineScope.Run(scope => scope.Async(
            () => Coroutine.WithCancellation(token, () => work(token)), "function", token).Await()),
        ["block in a function of a scope"] = (token, work) => CoroutineScope.Run(
            scope => scope.Async(() => CoroutineScope.Run(_ => work(token), token)).Await(), token),
        ["block in a run"] = (token, work) => CoroutineScheduler.Run(
            () => Coroutine.WithCancellation(token, () => work(token)), new CoroutineSchedulerOptions { Name = "inner" }, token),
        ["all of them"] = (token, work) => CoroutineScheduler.Run(
            () => CoroutineScope.Run(
                scope => scope.Async(() => Coroutine.WithCancellation(token, () => work(token)), null, token).Await(), token),
            new CoroutineSchedulerOptions { Name = "inner" },
            token),
    };

    private static Dictionary<string, Action<CancellationToken>> Works { get; } = new()
    {
        ["waits"] = _ => Coroutine.Delay(Timeout.InfiniteTimeSpan),
        ["waits with it"] = token => Coroutine.Delay(Timeout.InfiniteTimeSpan, token),
        ["computes, and waits"] = token =>
        {
            token.WaitHandle.WaitOne();
            Blocking.For(TimeSpan.FromMilliseconds(5));
            Coroutine.Delay(Timeout.InfiniteTimeSpan);
        },
        ["polls"] = token =>
        {
            token.WaitHandle.WaitOne();
            token.ThrowIfCancellationRequested();
        },
    };

    public static IEnumerable<object[]> Cells =>
        from nesting in Nestings.Keys
        from work in Works.Keys
        from place in Enum.GetValues<Where>()
        select new object[] { nesting, work, place };

    [TestMethod]
    [DynamicData(nameof(Cells))]
    public void Token_GivenToAllAround_TellsOnceAndCleanUpIsWhole(string nesting, string work, Where where)
    {
        bool isCleanedUp = false;
        bool isOuterCleanedUp = false;
        InPlace(where, () =>
        {
            using CancellationTokenSource source = new();
            Assert.Throws<OperationCanceledException>(() =>
            {
                try
                {
                    Nestings[nesting](source.Token, token =>
                    {
                        source.CancelAfter(s_short); // a function that has not begun would be canceled without a call
                        try
                        {
                            Works[work](token);
                        }
                        finally
                        {
                            CleanUp();
                            isCleanedUp = true;
                        }
                    });
                }
                finally
                {
                    CleanUp();
                    isOuterCleanedUp = true;
                }
            });
            CleanUp();
        });
        Assert.IsTrue(isCleanedUp, "inside");
        Assert.IsTrue(isOuterCleanedUp, "around");
    }

    [TestMethod]
    [DataRow(Where.Frame)]
    [DataRow(Where.GeneratorOfAFrame)]
    [DataRow(Where.Outside)]
    [DataRow(Where.GeneratorOutside)]
    public void Token_OfAScopeThatCancelsItself_TellsNothingOfTheBlockAround(Where where) => InPlace(where, () =>
    {
        using CancellationTokenSource source = new();
        Assert.Throws<OperationCanceledException>(() => Coroutine.WithCancellation(source.Token, () =>
        {
            Assert.Throws<OperationCanceledException>(() => CoroutineScope.Run(
                scope => Coroutine.WithCancellation(scope.CancellationToken, () =>
                {
                    scope.Cancel();
                    Coroutine.Delay(s_long);
                }),
                new CoroutineScopeOptions { Timeout = TimeSpan.FromHours(1) }));
            source.Cancel();
            Coroutine.Delay(s_long);
            Assert.Fail("the block was not told");
        }));
    });

    [TestMethod]
    public void Token_OfABlockInACoroutineWhoseFrameWasCanceled_DoesNotCancelTheNextFrame() => Run(() =>
    {
        using Coroutine<int> coroutine = Coroutine.Create<int>(
            y => CoroutineScope.Run(_ =>
            {
                Assert.IsFalse(Coroutine.CancellationToken.IsCancellationRequested);
                y.Suspend(1);
                Assert.IsFalse(Coroutine.CancellationToken.IsCancellationRequested);
                return new SuspendingStream(new MemoryStream([7])).ReadByte();
            }),
            InPool);
        Frame first = Coroutine.Async(() =>
        {
            coroutine.Resume();
            Coroutine.Delay(Timeout.InfiniteTimeSpan);
        });
        first.Cancel();
        Assert.Throws<OperationCanceledException>(first.Await);

        Assert.AreEqual(7, Coroutine.Async(coroutine.Resume).Await());
    });

    private static void CleanUp()
    {
        Coroutine.Delay(TimeSpan.FromMilliseconds(1));
        Coroutine.Delay(TimeSpan.FromMilliseconds(1));
    }
}
