namespace Baton.Tests;

/// <summary>Coroutines that resume coroutines: deep chains, the order they unwind in, and what stops an endless one.</summary>
[TestClass]
public sealed class NestingTests : CoroutineTest
{
    private const int Depth = 500;

    private protected override CoroutineThreadPoolOptions PoolOptions => new() { Name = "Nested", MaxThreads = Depth };

    [TestMethod]
    [TestProperty("Conformance", "BATON-14")]
    public void Resume_ChainOfFiveHundred_ValuesPassThroughEveryLevel()
    {
        using Coroutine<int> outermost = Chain(Depth, _ => { });

        int first = outermost.Resume();
        int second = outermost.Resume();

        Assert.AreEqual((Depth, 2 * Depth), (first, second));
        Assert.AreEqual(CoroutineStatus.Finished, outermost.Status);
    }

    [TestMethod]
    [TestProperty("Conformance", "BATON-14")]
    [TestProperty("Conformance", "LUA-14")]
    public void Dispose_ChainOfFiveHundred_UnwindsInsideOut()
    {
        List<int> unwound = [];
        Coroutine<int> outermost = Chain(Depth, unwound.Add);
        outermost.Resume();

        outermost.Dispose();

        CollectionAssert.AreEqual(Enumerable.Range(1, Depth).ToArray(), unwound);
        Assert.AreEqual(Depth, Pool.IdleThreads);
    }

    [TestMethod]
    [TestProperty("Conformance", "BATON-14")]
    public void Throw_IntoTheInnermostOfAChain_PassesEveryLevelAndUnwindsInsideOut()
    {
        const int Levels = 50;
        TimeoutException error = new();
        List<int> unwound = [];
        Coroutine<int> outermost = Chain(Levels, unwound.Add, error);
        outermost.Resume();

        TimeoutException caught = Assert.ThrowsExactly<TimeoutException>(() => outermost.Resume());

        Assert.AreSame(error, caught);
        CollectionAssert.AreEqual(Enumerable.Range(1, Levels).ToArray(), unwound);
        Assert.AreEqual(CoroutineStatus.Faulted, outermost.Status);
    }

    [TestMethod]
    [TestProperty("Conformance", "LUA-13")]
    [TestProperty("Conformance", "BATON-14")]
    public void Resume_EveryBodyResumesANewOneWithoutEnd_EndsWithTheLimitAndTheHostGoesOn()
    {
        int bodies = 0;
        using Coroutine<int> first = Coroutine.Create<int>(Endless, InPool);

        CoroutineLimitException limit = Assert.ThrowsExactly<CoroutineLimitException>(() => first.Resume());
        using Coroutine<int> next = Coroutine.Create<int>(yielder => 1, InPool);

        Assert.AreEqual((Depth, Depth), (bodies, limit.MaxThreads));
        Assert.AreEqual(CoroutineStatus.Faulted, first.Status);
        Assert.AreEqual(1, next.Resume());

        int Endless(Yielder<int> yielder)
        {
            bodies++;
            using Coroutine<int> child = Coroutine.Create<int>(Endless, InPool);
            return child.Resume();
        }
    }

    [TestMethod]
    [TestProperty("Conformance", "LUA-15")]
    public void Resume_BodiesThatResumeEachOther_AreRefusedAndBothEnd()
    {
        Coroutine<string> ping = null!;
        Coroutine<string> pong = null!;
        ping = Coroutine.Create<string>(
            yielder =>
            {
                yielder.Suspend("ping");
                return pong.Resume();
            },
            InPool);
        pong = Coroutine.Create<string>(
            yielder =>
            {
                yielder.Suspend("pong");
                return Assert.ThrowsExactly<InvalidOperationException>(() => ping.Resume()).Message;
            },
            InPool);
        ping.Resume();
        pong.Resume();

        string message = ping.Resume();

        StringAssert.Contains(message, "waits for a coroutine that it has resumed");
        Assert.AreEqual((CoroutineStatus.Finished, CoroutineStatus.Finished), (ping.Status, pong.Status));
    }

    /// <summary>
    /// A coroutine that resumes one that resumes one …: each level adds 1 to what the innermost gives, which counts as level 1.
    /// </summary>
    private Coroutine<int> Chain(int level, Action<int> onLeave, Exception? error = null) => Coroutine.Create<int>(
        yielder =>
        {
            using Cleanup leave = new(() => onLeave(level));
            if (level == 1)
            {
                yielder.Suspend(1);
                return error is null ? Depth + 1 : throw error;
            }

            using Coroutine<int> inner = Chain(level - 1, onLeave, error);
            yielder.Suspend(inner.Resume() + 1);
            return inner.Resume() + 1;
        },
        InPool);
}
