using System.Runtime.CompilerServices;

namespace Baton.Tests;

/// <summary>Short waits of the library's own: an interrupt that one has taken is put back, however the action ends.</summary>
[TestClass]
[BesideOthers]
public sealed class UninterruptedTests
{
    [TestMethod]
    [DataRow(false, DisplayName = "the action ends")]
    [DataRow(true, DisplayName = "the action throws")]
    public void Run_TookAnInterrupt_ThePendingInterruptIsPutBack(bool throws)
    {
        int calls = 0;
        bool wasThrown = false;
        bool isPending = false;
        TestThread thread = TestThread.Start(() =>
        {
            Thread.CurrentThread.Interrupt();
            try
            {
                Uninterrupted.Run(_ => Act(), 0);
            }
            catch (FormatException)
            {
                wasThrown = true;
            }

            isPending = Uninterrupted.TakePendingInterrupt();
        });
        thread.Join();

        Assert.AreEqual((2, throws, true), (calls, wasThrown, isPending));

        void Act()
        {
            calls++;
            Thread.Sleep(0); // an interrupt that is pending is thrown here, once
            if (throws)
            {
                throw new FormatException();
            }
        }
    }

    // By whom the source was fired before, while the thread of the callbacks is busy.
    private static Dictionary<string, Action<CancellationTokenSource>> Firsts { get; } = new()
    {
        ["nobody"] = static _ => { },
        ["a call that fires it"] = static source => _ = Uninterrupted.Cancel(source),
        ["a call that is done with it"] = Uninterrupted.CancelAndDispose,
    };

    public static IEnumerable<object[]> FirstsAndKinds =>
        from first in Firsts.Keys
        from isLinked in Enumerable.Range(0, 2)
        select new object[] { first, isLinked == 1 };

    [TestMethod]
    [DynamicData(nameof(FirstsAndKinds))]
    public void CancelAndDispose_CallbacksAreOnTheirWay_TheyRun(string first, bool isLinked)
    {
        using CancellationTokenSource around = new();
        CancellationTokenSource source = isLinked
            ? new LinkedSource(around.Token, CancellationToken.None)
            : new CancellationTokenSource();
        using ManualResetEventSlim hasRun = new();
        using ManualResetEventSlim isHeldUp = new();
        using ManualResetEventSlim goOn = new();
        source.Token.UnsafeRegister(_ => hasRun.Set(), null);
        using CancellationTokenSource before = new();
        before.Token.UnsafeRegister(
            _ =>
            {
                isHeldUp.Set();
                goOn.Wait();
            },
            null);
        _ = Uninterrupted.Cancel(before);
        isHeldUp.Wait();

        Firsts[first](source);
        Uninterrupted.CancelAndDispose(source);
        goOn.Set();

        Assert.IsTrue(hasRun.Wait(TimeSpan.FromSeconds(30)), "the callback has run");
    }

    [TestMethod]
    public void CancelAndDispose_AnotherHasFiredTheLinkedSource_ItIsNotKeptByTheTokensThatItFollows()
    {
        using CancellationTokenSource around = new();
        WeakReference source = FireTwice(around.Token);

        Eventually.Collected(source, "the source");
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference FireTwice(CancellationToken around)
    {
        LinkedSource source = new(around, CancellationToken.None);
        _ = Uninterrupted.Cancel(source);
        Uninterrupted.CancelAndDispose(source);
        return new WeakReference(source);
    }
}
