namespace Baton.Tests;

/// <summary>Functions that are started in a scope that is canceled already: they never run, and who awaits them is canceled once.</summary>
[TestClass]
public sealed class ScopeLateStartTests : ScopeTest
{
    [TestMethod]
    public void Await_OfOneThatIsRefused_CleanUpOfTheBlockMaySuspend()
    {
        Run(() => Assert.ThrowsExactly<OperationCanceledException>(() => CoroutineScope.Run(scope =>
        {
            scope.Cancel();
            try
            {
                scope.Async(() => Log.Add("never")).Await();
            }
            finally
            {
                Coroutine.Yield();
                Log.Add("cleaned up");
            }
        })));

        AssertLog("cleaned up");
    }

    [TestMethod]
    public void Await_OfOneThatIsRefusedByAnotherThatIsCanceled_ItsCleanUpMaySuspend()
    {
        Run(() => CoroutineScope.Run(scope => scope.Async(() =>
        {
            scope.Cancel();
            try
            {
                scope.Async(() => Log.Add("never")).Await();
            }
            finally
            {
                Coroutine.Yield();
                Log.Add("cleaned up");
            }
        })));

        AssertLog("cleaned up");
    }
}
