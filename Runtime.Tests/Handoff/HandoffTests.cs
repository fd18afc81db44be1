namespace Baton.Tests;

[TestClass]
public sealed class HandoffTests : CoroutineTest
{
    private readonly SpinLease _lease = new();

    [TestCleanup]
    public void ReleaseLease() => _lease.Release();

    [TestMethod]
    public void PassToBody_ThenBack_CarriesSignalAndOutcome()
    {
        Handoff<int, string> handoff = new(_lease);
        InvalidOperationException raise = new();

        handoff.PassToBody(new Signal<int>(7, raise));
        Signal<int> signal = handoff.TakeFromResumer();
        handoff.PassToResumer(new Outcome<string>(OutcomeKind.Finished, "seven"));
        Assert.IsTrue(handoff.TryTakeFromBody(Timeout.Infinite, out Outcome<string> outcome));

        Assert.AreEqual(7, signal.Value);
        Assert.AreSame(raise, signal.Raise);
        Assert.AreEqual("seven", outcome.Value);
        Assert.AreEqual(OutcomeKind.Finished, outcome.Kind);
    }

    [TestMethod]
    public void IsBodyParked_WhileTheBodyWaits_IsTrueUntilItIsPassedTheBaton()
    {
        Handoff<int, int> handoff = new(_lease);
        bool before = handoff.IsBodyParked;
        TestThread body = TestThread.Start(() => handoff.TakeFromResumer());
        Eventually.True(() => handoff.IsBodyParked, "the body parks");

        handoff.PassToBody(default);
        body.Join();

        Assert.IsFalse(before);
        Assert.IsFalse(handoff.IsBodyParked);
    }

    [TestMethod]
    public void TryTakeFromBody_InTime_GivesTheOutcome()
    {
        Handoff<int, int> handoff = new(_lease);
        handoff.PassToResumer(new Outcome<int>(OutcomeKind.Suspended, 3));

        bool taken = handoff.TryTakeFromBody(0, out Outcome<int> outcome);

        Assert.IsTrue(taken);
        Assert.AreEqual(3, outcome.Value);
    }

    [TestMethod]
    public void TryTakeFromBody_BodyTooLate_BodyFindsNobody()
    {
        Handoff<int, int> handoff = new(_lease);

        bool taken = handoff.TryTakeFromBody(1, out _) || !handoff.TryLeave();
        bool passed = handoff.PassToResumer(new Outcome<int>(OutcomeKind.Canceled));

        Assert.IsFalse(taken);
        Assert.IsFalse(passed);
    }

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void TryTakeFromBody_RacingWithTheBody_BothSidesAgreeWhoHasTheBaton(bool parking)
    {
        const int Rounds = 2000;
        using ForcedParking? forced = parking ? new ForcedParking() : null;
        Handoff<int, int>[] handoffs = [.. Enumerable.Range(0, Rounds).Select(_ => new Handoff<int, int>(_lease))];
        bool[] passed = new bool[Rounds];
        int round = -1;
        Random random = new(20260102);
        TestThread body = TestThread.Start(() =>
        {
            for (int i = 0; i < Rounds; i++)
            {
                SpinWait wait = default;
                while (Volatile.Read(ref round) < i)
                {
                    wait.SpinOnce(-1);
                }

                passed[i] = handoffs[i].PassToResumer(new Outcome<int>(OutcomeKind.Canceled, i));
            }
        });

        bool[] taken = new bool[Rounds];
        for (int i = 0; i < Rounds; i++)
        {
            Volatile.Write(ref round, i);
            Thread.SpinWait(random.Next(100));
            taken[i] = handoffs[i].TryTakeFromBody(0, out Outcome<int> outcome)
                || (!handoffs[i].TryLeave() && handoffs[i].TryTakeFromBody(Timeout.Infinite, out outcome));
            Assert.IsTrue(!taken[i] || outcome.Value == i, "the outcome is this round's");
        }

        body.Join();

        CollectionAssert.AreEqual(taken, passed);
    }
}
