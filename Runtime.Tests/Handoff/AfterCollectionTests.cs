using System.Runtime.CompilerServices;

namespace Baton.Tests;

/// <summary>What is attempted now, and after each collection of garbage until it is done.</summary>
/// <remarks>
/// <code>
/// insisted                                 attempts that fail          collections    attempts
/// never                                    -                           2              0
/// once                                     none                        0              1
/// once                                     none                        3              2: the call was on its way
/// once                                     the first k                 enough         two each call, until one does not fail
/// several times before a collection        all                         1              one each, and two by the call
/// by several threads at once               all                         1              one each, and two by the call
/// once                                     all; in one of them what    that one       two more, without a collection of their own
///                                          was garbage is collected
/// once, and nobody keeps it                none                        4              2, and no more
/// never, and nobody keeps it               -                           4              0
/// with a full heap, again and again        none                        1 each         2 each
/// </code>
/// </remarks>
[TestClass]
[DoNotParallelize]
public sealed class AfterCollectionTests
{
    private int _attempts;
    private int _failures;      // so many of the first attempts fail
    private int _collectsIn;    // in this attempt there is a collection; 0: in none

    private int Attempts => Volatile.Read(ref _attempts);

    [TestMethod]
    public void Insist_Never_NothingIsAttempted()
    {
        AfterCollection after = new(Attempt);

        Collect(2);

        Assert.AreEqual(0, Attempts);
        GC.KeepAlive(after);
    }

    [TestMethod]
    [DataRow(0, 0, 1)]
    [DataRow(0, 3, 2)]
    [DataRow(1, 0, 1)]
    [DataRow(1, 1, 2)]
    [DataRow(1, 3, 2)]
    [DataRow(2, 1, 3)]
    [DataRow(2, 2, 4)]
    [DataRow(2, 4, 4)]
    [DataRow(3, 1, 3)]
    [DataRow(3, 2, 4)]
    [DataRow(3, 4, 4)]
    [DataRow(5, 2, 5)]
    [DataRow(5, 5, 6)]
    public void Insist_TheFirstFail_IsAttemptedUntilItIsDone(int failures, int collections, int attempts)
    {
        _failures = failures;
        AfterCollection after = new(Attempt);
        Insist(after, 1);
        Assert.AreEqual(1, Attempts, "no collection yet");

        Collect(collections);

        Assert.AreEqual(attempts, Attempts);
        GC.KeepAlive(after);
    }

    [TestMethod]
    public void Insist_SeveralTimesBeforeACollection_OneCallIsOnItsWay()
    {
        _failures = int.MaxValue;
        AfterCollection after = new(Attempt);
        Insist(after, 5);

        Collect(1);

        Assert.AreEqual(5 + 2, Attempts);
        GC.KeepAlive(after);
    }

    [TestMethod]
    public void Insist_OnSeveralThreadsAtOnce_OneCallIsOnItsWay()
    {
        _failures = int.MaxValue;
        AfterCollection after = new(Attempt);
        TestThread.RunAtOnce(4, _ => Insist(after, 100));

        Collect(1);

        Assert.AreEqual(400 + 2, Attempts);
        GC.KeepAlive(after);
    }

    // Memory may come back in the middle of an attempt that fails, and no collection comes after that.
    [TestMethod]
    [DataRow(1)]
    [DataRow(2)]
    [DataRow(3)]
    public void Insist_ACollectionInAnAttemptThatFails_IsAttemptedOnceMoreWithoutAnother(int attempt)
    {
        (_failures, _collectsIn) = (attempt, attempt);
        AfterCollection after = new(Attempt);
        Insist(after, 1);

        if (attempt > 1)
        {
            GC.Collect();
        }

        Eventually.True(() => Attempts > attempt, "an attempt after the one that failed last");
        GC.KeepAlive(after);
    }

    // The call finds nothing to do, since the thread attempts it; then the thread fails.
    [TestMethod]
    public void Insist_ACallComesWhileTheThreadAttempts_TheThreadAttemptsItAgain()
    {
        int mine = Environment.CurrentManagedThreadId;
        int onThread = 0;
        AfterCollection after = new(() =>
        {
            if (Environment.CurrentManagedThreadId != mine)
            {
                return true;
            }

            bool isFirst = ++onThread == 1;
            if (isFirst)
            {
                Collect(1);
            }

            return !isFirst;
        });

        Insist(after, 1);

        Assert.AreEqual(2, onThread);
        GC.KeepAlive(after);
    }

    [TestMethod]
    [DataRow(false, 0)]
    [DataRow(true, 2)]
    public void Insist_NobodyKeepsIt_IsAttemptedNoMore(bool isInsisted, int expected)
    {
        MakeAndForget(isInsisted);

        Collect(4);

        Assert.AreEqual(expected, Attempts);
    }

    [TestMethod]
    public async Task Insist_TheHeapIsFull_DoesNotFailAndIsAttempted()
    {
        ChildProcess.Result result = await FullHeap.RunAsync(nameof(InsistWithTheHeapFull));

        Assert.AreEqual(0, result.ExitCode, result.ToString());
    }

    // Each insists for the second time and more: the finalizer was called before.
    [ChildScenario]
    private static int InsistWithTheHeapFull(string[] _)
    {
        AfterCollectionTests test = new();
        AfterCollection[] all = [.. Enumerable.Range(0, 2000).Select(_ => new AfterCollection(test.Attempt))];
        for (int round = 1; round <= 8; round++)
        {
            if (round > 2)
            {
                FullHeap.Fill();
            }

            Array.ForEach(all, static after => after.Insist());
            FullHeap.Free();
            Eventually.True(
                () =>
                {
                    Collect(1);
                    return test.Attempts == all.Length * round * 2;
                },
                $"all are attempted twice in round {round}");
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
    private static void Insist(AfterCollection after, int times)
    {
        for (int i = 0; i < times; i++)
        {
            after.Insist();
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void MakeAndForget(bool isInsisted) => Insist(new AfterCollection(Attempt), isInsisted ? 1 : 0);

    private bool Attempt()
    {
        int attempt = Interlocked.Increment(ref _attempts);
        if (attempt == _collectsIn)
        {
            GC.Collect();
        }

        return attempt > _failures;
    }
}
