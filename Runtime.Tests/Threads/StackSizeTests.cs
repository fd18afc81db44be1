using System.Runtime.CompilerServices;

namespace Baton.Tests;

[TestClass]
public sealed class StackSizeTests : CoroutineTest
{
    private const int Small = 256 * 1024;
    private const int Large = 16 * 1024 * 1024;

    [TestMethod]
    public void StackSize_OfThePool_IsHowDeepItsBodiesCanGo()
    {
        using CoroutineThreadPool small = new(new CoroutineThreadPoolOptions { StackSize = Small });
        using CoroutineThreadPool large = new(new CoroutineThreadPoolOptions { StackSize = Large });

        int smallDepth = Depth(new CoroutineOptions { ThreadPool = small });
        int largeDepth = Depth(new CoroutineOptions { ThreadPool = large });

        Assert.IsGreaterThan(10 * smallDepth, largeDepth);
    }

    [TestMethod]
    [TestProperty("Conformance", "LUA-12")]
    public void StackSize_RecursionWithoutEnd_TheGuardThrowsAndTheThreadServesTheNext()
    {
        using CoroutineThreadPool pool = new(new CoroutineThreadPoolOptions { StackSize = Small });
        CoroutineOptions options = new() { ThreadPool = pool };
        using Coroutine<int> endless = Coroutine.Create<int>(_ => Descend(), options);
        using Coroutine<int> next = Coroutine.Create<int>(_ => 1, options);

        Assert.ThrowsExactly<InsufficientExecutionStackException>(() => endless.Resume());

        Assert.AreEqual(1, next.Resume());
        Assert.AreEqual(1, pool.LiveThreads);
    }

    [TestMethod]
    public void StackSize_OfTheCoroutine_OverridesThePools()
    {
        int small = Depth(new CoroutineOptions { ThreadPool = Pool, StackSize = Small });
        int large = Depth(new CoroutineOptions { ThreadPool = Pool, StackSize = Large });

        Assert.IsGreaterThan(10 * small, large);
    }

    [TestMethod]
    public void StackSize_OtherThanThePools_ThreadEndsWithTheCoroutine()
    {
        Thread? thread = null;
        using Coroutine<int> coroutine = Coroutine.Create<int>(
            _ =>
            {
                thread = Thread.CurrentThread;
                return 1;
            },
            new CoroutineOptions { ThreadPool = Pool, StackSize = Large });

        coroutine.Resume();

        Assert.AreEqual(0, Pool.IdleThreads);
        Assert.IsTrue(thread!.Join(TimeSpan.FromSeconds(30)));
        Eventually.True(() => Pool.LiveThreads == 0, "the thread is not counted any more");
    }

    [TestMethod]
    public void StackSize_SameAsThePools_UsesAPooledThread()
    {
        using CoroutineThreadPool pool = new(new CoroutineThreadPoolOptions { StackSize = Small });
        using Coroutine<int> coroutine = Coroutine.Create<int>(_ => 1, new CoroutineOptions { ThreadPool = pool, StackSize = Small });

        coroutine.Resume();

        Assert.AreEqual(1, pool.IdleThreads);
    }

    private static int Depth(CoroutineOptions options)
    {
        using Coroutine<int> coroutine = Coroutine.Create<int>(_ => DepthHere(), options);
        return coroutine.Resume();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int DepthHere() => RuntimeHelpers.TryEnsureSufficientExecutionStack() ? 1 + DepthHere() : 0;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Descend()
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        return 1 + Descend();
    }
}
