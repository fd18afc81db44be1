using Baton.Testing;

namespace Baton.Tests;

[TestClass]
[BesideOthers]
public sealed class ForeignLookTests
{
    [TestMethod]
    [DataRow(0, 0)]
    [DataRow(7, 7)]
    [DataRow(48, 50)]
    [DataRow(100, 100)]
    [DataRow(497, 500)]
    [DataRow(9996, 10_000)]
    [DataRow(int.MaxValue, 2_147_483_700)]
    public void Limit_OfATimeout_IsTheNextRoundNumber(int timeout, long limit) =>
        Assert.AreEqual(limit, ForeignLook.Limit(timeout).TotalMilliseconds);

    [TestMethod]
    public void Limit_OfNone_IsNone() => Assert.AreEqual(Timeout.InfiniteTimeSpan, ForeignLook.Limit(-1));

    [TestMethod]
    public void Look_WhenTheWaitIsOver_TakesItOnce()
    {
        using AutoResetEvent signal = new(true);
        int calls = 0;
        ForeignLook look = new(timeout =>
        {
            calls++;
            return signal.WaitOne(timeout) ? 0 : WaitHandle.WaitTimeout;
        });

        Assert.IsTrue(look.Look());
        Assert.IsTrue(look.Look());
        Assert.AreEqual(0, look.Result);
        Assert.AreEqual(1, calls);
    }

    [TestMethod]
    public void Look_WhenTheWaitThrows_KeepsThatForTheThreadThatWaits()
    {
        ForeignLook look = new(static _ => throw new AbandonedMutexException());

        Assert.IsTrue(look.Look());
        Assert.ThrowsExactly<AbandonedMutexException>(() => look.Result);
    }
}
