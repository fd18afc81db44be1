using System.Runtime.CompilerServices;

namespace Baton.Tests;

/// <summary>Outside every scheduler: a block begins another on a thread of its own, and ends before that.</summary>
[TestClass]
public sealed class OutsideTokenChainTests : SchedulerTest
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(10);

    [TestMethod]
    [DataRow(1)]
    [DataRow(2)]
    [DataRow(5)]
    public void Block_ThoseInWhichItBeganHaveEnded_EndsByTheTokenAroundThem(int between)
    {
        using CancellationTokenSource around = new();
        TaskCompletionSource<string> end = new();

        Assert.Throws<OperationCanceledException>(() => Coroutine.WithCancellation(around.Token, () =>
        {
            using CountdownEvent open = new(between + 1);
            Nest(between, open, () =>
            {
                open.Signal();
                end.SetResult(Wait());
            });
            Assert.IsTrue(open.Wait(s_limit), "the blocks between have ended");
            around.Cancel();
            Coroutine.Delay(s_limit);
        }));

        Assert.AreEqual("told", end.Task.Result);
    }

    [TestMethod]
    public void Chain_EachBlockBeginsTheNextAndEnds_KeepsNothingOfTheFirst()
    {
        const int Rounds = 40;
        List<WeakReference> tokens = [];
        using ManualResetEventSlim isLast = new();
        using ManualResetEventSlim mayEnd = new();

        Begin(null);
        isLast.Wait();
        try
        {
            foreach (WeakReference token in tokens[..^5])
            {
                Eventually.Collected(token, "the token of a block that has ended");
            }
        }
        finally
        {
            mayEnd.Set();
        }

        [MethodImpl(MethodImplOptions.NoInlining)]
        void Begin(ManualResetEventSlim? before)
        {
            CancellationTokenSource source = new();
            tokens.Add(new WeakReference(source));
            Coroutine.WithCancellation(source.Token, () =>
            {
                before?.Set();
                if (tokens.Count == Rounds)
                {
                    isLast.Set();
                    mayEnd.Wait();
                    return;
                }

                ManualResetEventSlim next = new();
                TestThread.Start(() => Begin(next));
                next.Wait();
            });
        }
    }

    // One block in the other, each on a thread of its own. All end, but for the innermost code.
    private static void Nest(int depth, CountdownEvent open, Action innermost)
    {
        if (depth == 0)
        {
            innermost();
            return;
        }

        using CancellationTokenSource never = new();
        Coroutine.WithCancellation(never.Token, () => TestThread.Start(() => Nest(depth - 1, open, innermost)));
        open.Signal();
    }

    private static string Wait()
    {
        try
        {
            Coroutine.Delay(s_limit);
            return "waited";
        }
        catch (OperationCanceledException)
        {
            return "told";
        }
    }
}
