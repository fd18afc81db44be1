namespace Baton.Tests;

/// <summary>Which functions may be a scope's block: also those without an end.</summary>
[TestClass]
public sealed class ScopeBodyTests : SchedulerTest
{
    [TestMethod]
    public void Run_OrdinaryBlocks_AreTaken()
    {
        int ran = 0;
        Action<CoroutineScope> action = Work;
        Func<CoroutineScope, int> function = Five;

        CoroutineScope.Run(scope => { ran++; });
        CoroutineScope.Run(Work);
        CoroutineScope.Run(action);
        CoroutineScope.Run(scope => Work(scope));
        int literal = CoroutineScope.Run(scope => 5);
        int method = CoroutineScope.Run(Five);
        int variable = CoroutineScope.Run(function);
        string? nothing = CoroutineScope.Run<string?>(scope => null);
        Frame<int> frame = CoroutineScope.Run(scope => scope.Async(() => 5));

        Assert.AreEqual((4, 5, 5, 5, null, 5), (ran, literal, method, variable, nothing, frame.Await()));

        void Work(CoroutineScope scope) => ran++;
        static int Five(CoroutineScope scope) => 5;
    }

    [TestMethod]
    public void Run_BlocksWithoutAnEnd_AreTaken()
    {
        Run(() =>
        {
            Assert.ThrowsExactly<TimeoutException>(() => CoroutineScope.Run(_ => throw new TimeoutException()));
            Assert.ThrowsExactly<TimeoutException>(() => CoroutineScope.Run(_ => { throw new TimeoutException(); }));
            Assert.ThrowsExactly<TimeoutException>(() => CoroutineScope.Run<int>(_ => throw new TimeoutException()));
            Assert.ThrowsExactly<TimeoutException>(() => CoroutineScope.Run(scope =>
            {
                scope.Async(() => throw new TimeoutException());
                while (true)
                {
                    Coroutine.Yield();
                }
            }));
        });
    }

    [TestMethod]
    public void Run_LiteralNull_IsNotAmbiguousAndIsRefused() =>
        Assert.AreEqual("body", Assert.ThrowsExactly<ArgumentNullException>(() => CoroutineScope.Run(null!)).ParamName);
}
