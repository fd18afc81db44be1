namespace Baton.Tests.Itself;

/// <summary>The right to spin, which a process has only so often: twice, for there are three processors here.</summary>
internal static class LeasePrograms
{
    /// <summary>Two sides of one handoff, and one of another, claim and give back.</summary>
    internal static void ClaimAndRelease()
    {
        SpinLease shared = new();
        SpinLease other = new();
        Strands.Run(
            ("side", () => Use(shared)),
            ("other side", () => Use(shared)),
            ("other handoff", () => Use(other)));
        Require.That(SpinLease.HeldInProcess == 0, $"{SpinLease.HeldInProcess} leases are held by nobody");
    }

    /// <summary>A baton goes there and back, and both sides may spin.</summary>
    internal static void SpinInAHandoff()
    {
        SpinLease lease = new();
        Handoff<int, int> handoff = new(lease);
        Strands.Run(
            ("resumer", () =>
            {
                handoff.PassToBody(new Signal<int>(1));
                Require.That(handoff.TryTakeFromBody(Timeout.Infinite, out Outcome<int> outcome) && outcome.Value == 2, "another answer");
                handoff.ReleaseLease();
            }
        ),
            ("body", () =>
            {
                Require.That(handoff.TakeFromResumer().Value == 1, "another signal");
                Require.That(handoff.PassToResumer(new Outcome<int>(OutcomeKind.Suspended, 2)), "the resumer has gone away");
            }
        ));
        lease.Release();
        Require.That(SpinLease.HeldInProcess == 0, $"{SpinLease.HeldInProcess} leases are held by nobody");
    }

    private static void Use(SpinLease lease)
    {
        bool isHeld = lease.TryHold();
        Require.That(SpinLease.HeldInProcess is >= 0 and <= 2, "more leases are held than there are spare processors");
        if (isHeld)
        {
            lease.Release();
        }
    }
}
