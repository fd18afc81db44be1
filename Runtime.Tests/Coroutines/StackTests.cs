using System.Runtime.CompilerServices;

namespace Baton.Tests;

/// <summary>The body's stack is its own: how it looks from inside, and where it ends.</summary>
[TestClass]
public sealed class StackTests : CoroutineTest
{
    [TestMethod]
    [TestProperty("Conformance", "BATON-15")]
    public void StackTrace_InsideABody_EndsAtTheEntryFrameAndShowsNothingOfTheResumer()
    {
        using Coroutine<string> coroutine = Coroutine.Create<string>(yielder => TraceFromHere(), InPool);

        string trace = ResumeFromHere(coroutine);

        StringAssert.Contains(trace, nameof(TraceFromHere));
        Assert.DoesNotContain(nameof(ResumeFromHere), trace);
        string entry = trace.Split('\n').Last(line => line.Contains("Baton.", StringComparison.Ordinal));
        StringAssert.Contains(entry, "Baton.Worker.Loop()");
    }

    [TestMethod]
    [TestProperty("Conformance", "BATON-15")]
    public void StackTrace_AfterASuspension_IsAsBefore()
    {
        using Coroutine<string> coroutine = Coroutine.Create<string>(
            yielder =>
            {
                string[] traces = new string[2];
                for (int i = 0; i < 2; i++)
                {
                    traces[i] = TraceFromHere();
                    yielder.Suspend("");
                }

                return traces[0] == traces[1] ? "same" : string.Join("\n", traces);
            },
            InPool);

        coroutine.Resume();
        TestThread.Run("Other resumer", () => coroutine.Resume());
        string comparison = coroutine.Resume();

        Assert.AreEqual("same", comparison);
    }

    [TestMethod]
    [TestProperty("Conformance", "LUA-12")]
    public void EnsureSufficientExecutionStack_EndlessRecursionOnASmallStack_ThrowsAndTheHostGoesOn()
    {
        using Coroutine<int> coroutine = Coroutine.Create<int>(
            yielder =>
            {
                yielder.Suspend(1);
                return Recurse(0);
            },
            new CoroutineOptions { ThreadPool = Pool, StackSize = 256 * 1024 });
        using Coroutine<int> next = Coroutine.Create<int>(yielder => 2, InPool);
        coroutine.Resume();

        Assert.ThrowsExactly<InsufficientExecutionStackException>(() => coroutine.Resume());

        Assert.AreEqual(CoroutineStatus.Faulted, coroutine.Status);
        Assert.AreEqual(2, next.Resume());
    }

    [TestMethod]
    [TestProperty("Conformance", "LUA-12")]
    public void StackSize_LargerThanUsual_HoldsADeeperRecursion()
    {
        int small = DeepestRecursion(256 * 1024);
        int large = DeepestRecursion(16 * 1024 * 1024);

        Assert.IsGreaterThan(8 * small, large);
    }

    private int DeepestRecursion(int stackSize)
    {
        int deepest = 0;
        using Coroutine<int> coroutine = Coroutine.Create<int>(
            yielder =>
            {
                Assert.ThrowsExactly<InsufficientExecutionStackException>(() => Recurse(0, depth => deepest = depth));
                return deepest;
            },
            new CoroutineOptions { ThreadPool = Pool, StackSize = stackSize });
        return coroutine.Resume();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Recurse(int depth, Action<int>? onEnter = null)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        onEnter?.Invoke(depth);
        return Recurse(depth + 1, onEnter) + 1;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static string TraceFromHere() => Environment.StackTrace;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static string ResumeFromHere(Coroutine<string> coroutine)
    {
        string trace = coroutine.Resume();
        GC.KeepAlive(coroutine);
        return trace;
    }
}
