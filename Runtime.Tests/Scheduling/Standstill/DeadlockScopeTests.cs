namespace Baton.Tests;

/// <summary>Scopes whose ends are waited for by their own functions: blocks in generators, which those functions resume.</summary>
[TestClass]
public sealed class DeadlockScopeTests : ScopeTest
{
    [TestMethod]
    public void MoveNext_ByAFunctionOfTheGeneratorsOwnScope_IsTold()
    {
        Run(() =>
        {
            IEnumerator<int>? items = null;
            Frame? function = null;
            items = Coroutine.Generate<int>(
                y => CoroutineScope.Run(scope =>
                {
                    function = scope.Async(
                        () =>
                        {
                            Coroutine.Yield();
                            items!.MoveNext();
                        },
                        "function");
                    y.Suspend(1);
                }),
                options: InPool).GetEnumerator();
            items.MoveNext();

            StringAssert.Contains(
                Assert.ThrowsExactly<CoroutineDeadlockException>(function!.Await).Message,
                "waits for all that was started in its scope: frame 'function'");
        });
    }

    [TestMethod]
    public void MoveNext_ByAFunctionFurtherIn_OneScopeIsToldAndAllEnd()
    {
        Frame? owner = null;
        Frame? function = null;

        Assert.ThrowsExactly<CoroutineDeadlockException>(() => Run(() =>
        {
            IEnumerator<int>? items = null;
            items = Coroutine.Generate<int>(
                y => CoroutineScope.Run(outer =>
                {
                    owner = outer.Async(() => CoroutineScope.Run(inner => function = inner.Async(() =>
                    {
                        Coroutine.Yield();
                        items!.MoveNext();
                    })));
                    y.Suspend(1);
                }),
                options: InPool).GetEnumerator();
            items.MoveNext();
        }));

        Assert.ThrowsExactly<CoroutineDeadlockException>(owner!.Await);
        Assert.ThrowsExactly<CoroutineDeadlockException>(function!.Await);
    }

    [TestMethod]
    public void MoveNext_ByAFunctionThatFailsAfterTheDeadlock_ItsFailureComesOutOfRun()
    {
        InvalidTimeZoneException failure = new();

        Exception seen = Assert.ThrowsExactly<InvalidTimeZoneException>(() => Run(() =>
        {
            IEnumerator<int>? items = null;
            items = Coroutine.Generate<int>(
                y => CoroutineScope.Run(scope =>
                {
                    scope.Async(() =>
                    {
                        Coroutine.Yield();
                        Assert.ThrowsExactly<CoroutineDeadlockException>(() => items!.MoveNext());
                        throw failure;
                    });
                    y.Suspend(1);
                }),
                options: InPool).GetEnumerator();
            items.MoveNext();
        }));

        Assert.AreSame(failure, seen);
    }
}
