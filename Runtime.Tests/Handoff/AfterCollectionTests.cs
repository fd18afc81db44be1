using System.Runtime.CompilerServices;

namespace Baton.Tests;

/// <summary>A call after the next collection of garbage.</summary>
/// <remarks>
/// <code>
/// asked                                    collections    calls
/// never                                    2              0
/// once, or several times before the first  1              1
/// the same                                 2              1
/// again after each call                    3              3
/// by the call itself                       3              3
/// by several threads at once               1              1
/// once, and nobody keeps it                1              1, and no more
/// never, and nobody keeps it               2              0
/// with a full heap, again and again        1 each         1 each
/// </code>
/// </remarks>
[TestClass]
[DoNotParallelize]
public sealed class AfterCollectionTests
{
    private int _calls;

    private int Calls => Volatile.Read(ref _calls);

    [TestMethod]
    public void Ask_Never_NothingIsCalled()
    {
        AfterCollection after = new(Count);

        Collect(2);

        Assert.AreEqual(0, Calls);
        GC.KeepAlive(after);
    }

    [TestMethod]
    [DataRow(1, 1)]
    [DataRow(1, 2)]
    [DataRow(5, 1)]
    [DataRow(5, 2)]
    public void Ask_SoOftenBeforeACollection_IsCalledOnce(int asked, int collections)
    {
        AfterCollection after = new(Count);
        Ask(after, asked);
        Assert.AreEqual(0, Calls, "no collection yet");

        Collect(collections);

        Assert.AreEqual(1, Calls);
        GC.KeepAlive(after);
    }

    [TestMethod]
    public void Ask_AfterEachCall_IsCalledAgain()
    {
        AfterCollection after = new(Count);
        for (int i = 1; i <= 3; i++)
        {
            Ask(after, 1);

            Collect(1);

            Assert.AreEqual(i, Calls);
        }
    }

    [TestMethod]
    public void Ask_InTheCall_IsCalledAfterTheNextCollection()
    {
        AfterCollection? after = null;
        after = new(() =>
        {
            Count();
            after!.Ask();
        });
        Ask(after, 1);
        for (int i = 1; i <= 3; i++)
        {
            Collect(1);

            Assert.AreEqual(i, Calls);
        }
    }

    [TestMethod]
    public void Ask_OnSeveralThreadsAtOnce_IsCalledOnce()
    {
        AfterCollection after = new(Count);
        TestThread.RunAtOnce(4, _ => Ask(after, 100));

        Collect(2);

        Assert.AreEqual(1, Calls);
        GC.KeepAlive(after);
    }

    [TestMethod]
    [DataRow(false, 0)]
    [DataRow(true, 1)]
    public void Ask_NobodyKeepsIt_IsCalledNoMore(bool isAsked, int expected)
    {
        MakeAndForget(isAsked);

        Collect(4);

        Assert.AreEqual(expected, Calls);
    }

    [TestMethod]
    public async Task Ask_TheHeapIsFull_DoesNotFailAndIsCalled()
    {
        ChildProcess.Result result = await FullHeap.RunAsync(nameof(AskWithTheHeapFull));

        Assert.AreEqual(0, result.ExitCode, result.ToString());
    }

    // Each is asked for the second time and more: the finalizer was called before.
    [ChildScenario]
    private static int AskWithTheHeapFull(string[] _)
    {
        AfterCollectionTests test = new();
        AfterCollection[] all = [.. Enumerable.Range(0, 2000).Select(_ => new AfterCollection(test.Count))];
        for (int round = 1; round <= 8; round++)
        {
            if (round > 2)
            {
                FullHeap.Fill();
            }

            Array.ForEach(all, static after => after.Ask());
            FullHeap.Free();
            Eventually.True(
                () =>
                {
                    Collect(1);
                    return test.Calls == all.Length * round;
                },
                $"all are called in round {round}");
        }

        return 0;
    }

    private static void Collect(int times)
    {
        for (int i = 0; i < times; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
    }

    // No register of the test's keeps what it hands over.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Ask(AfterCollection after, int times)
    {
        for (int i = 0; i < times; i++)
        {
            after.Ask();
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void MakeAndForget(bool isAsked) => Ask(new AfterCollection(Count), isAsked ? 1 : 0);

    private void Count() => Interlocked.Increment(ref _calls);
}
