namespace Baton.Tests;

/// <summary>Each row of the table, in a frame that keeps the baton: is the scheduler told of the wait?</summary>
[TestClass]
public sealed class WaitKindTests : SchedulerTest
{
    private const string Blocked = "baton.frames.blocked";

    public static IEnumerable<object[]> Rows => WaitKinds.Rows;

    [TestMethod]
    [DynamicData(nameof(Rows))]
    public void Wait_OfThisKind_IsSeenOrNotAsTheTableSays(string name)
    {
        ForeignWaitKind kind = WaitKinds.Named(name);
        WaitCase wait = kind.Create();
        using (OtherSide other = new(wait))
        {
            // A wait that is not told of is given time to have been told of.
            TimeSpan patience = kind.IsSeen ? TimeSpan.FromSeconds(10) : TimeSpan.FromMilliseconds(50);
            other.BeforeRelease = () => SpinWait.SpinUntil(() => Telemetry[Blocked] > 0, patience);

            Run(() =>
            {
                other.Go();
                wait.Wait();
            });
        }

        bool isSeen = Telemetry[Blocked] > 0;
        Assert.AreEqual(
            kind.IsSeen,
            isSeen,
            $"The row '{name}' has changed: this runtime {(isSeen ? "tells" : "does not tell")} a synchronization context of it. " +
            "Change the table, the remarks of BlockingMode and docs/guide/frames.md.");
    }
}
