namespace Baton.Tests;

/// <summary>Failures that a cancellation, or a scope around their own, could hide.</summary>
[TestClass]
public sealed class ScopeLostFailureTests : SchedulerTest
{
    [TestMethod]
    public void Run_FrameCanceledAndCleanUpFails_FailureComesOut()
    {
        InvalidDataException failure = new();

        Exception thrown = Assert.ThrowsExactly<InvalidDataException>(() => Run(() =>
        {
            Frame frame = Coroutine.Async(() => CoroutineScope.Run(scope =>
            {
                scope.Async(() => WaitAndFail(failure));
                Coroutine.Delay(Timeout.InfiniteTimeSpan);
            }));
            frame.Cancel();
            frame.Await();
        }));

        Assert.AreSame(failure, thrown);
    }

    [TestMethod]
    public void FurtherFailures_OfNestedScopes_AreAllKept()
    {
        InvalidDataException first = new();
        InvalidDataException inner = new();
        InvalidDataException outer = new();

        Exception thrown = Assert.ThrowsExactly<InvalidDataException>(() => Run(() => CoroutineScope.Run(scope =>
        {
            scope.Async(() => WaitAndFail(outer));
            CoroutineScope.Run(nested =>
            {
                nested.Async(() => WaitAndFail(inner));
                throw first;
            });
        })));

        Assert.AreSame(first, thrown);
        Assert.AreSequenceEqual<Exception>([inner, outer], CoroutineScope.FurtherFailures(thrown));
    }

    [TestMethod]
    public void FurtherFailures_OfTwoThatComeOutTogetherTwice_DoNotKeepEachOther()
    {
        InvalidDataException first = new();
        InvalidDataException second = new();

        Exception thrown = Assert.ThrowsExactly<InvalidDataException>(() => Run(() => CoroutineScope.Run(scope =>
        {
            Frame failing = scope.Async(() =>
            {
                Coroutine.Yield();
                throw first;
            });
            scope.Async(() => CoroutineScope.Run(nested =>
            {
                nested.Async(() => throw second);
                try
                {
                    Coroutine.Delay(Timeout.InfiniteTimeSpan);
                }
                catch (OperationCanceledException)
                {
                    failing.Await(); // so the second keeps the first
                }
            }));
        })));

        Assert.AreSame(first, thrown);
        Assert.AreSequenceEqual<Exception>([second], CoroutineScope.FurtherFailures(thrown));
        Assert.IsEmpty(CoroutineScope.FurtherFailures(second));
    }

    [TestMethod]
    public void FurtherFailures_FirstFailureFailsWhenItsDataIsLookedAt_AreKept()
    {
        UnprintableException first = new();
        InvalidDataException second = new();

        UnprintableException thrown = Assert.ThrowsExactly<UnprintableException>(() => Run(() => CoroutineScope.Run(scope =>
        {
            scope.Async(() => WaitAndFail(second));
            throw first;
        })));

        Assert.IsTrue(ReferenceEquals(first, thrown), "the first failure is lost");
        Assert.AreSame(second, CoroutineScope.FurtherFailures(thrown)[0]);
    }

    private static void WaitAndFail(Exception failure)
    {
        try
        {
            Coroutine.Delay(Timeout.InfiniteTimeSpan);
        }
        catch (OperationCanceledException)
        {
            throw failure;
        }
    }
}
