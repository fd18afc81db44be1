namespace Baton.Tests;

/// <summary>Each kind of wait that a scheduler is told of, with a bell rung: a photo, and then the wait ends as it would have.</summary>
[TestClass]
public sealed class PhotoWaitTests : BlockingTest
{
    private const string NoBell = "WaitHandle.WaitAll"; // for several handles at once a bell cannot be heard

    public static IEnumerable<object[]> Rows =>
        from kind in WaitKinds.All
        where kind.IsSeen && kind.Name != NoBell
        from mode in new[] { BlockingMode.Hold, BlockingMode.Yield, BlockingMode.Forbid }
        select new object[] { kind.Name, mode };

    [TestMethod]
    [DynamicData(nameof(Rows))]
    public void Take_FrameBlocksInThisKind_GivesTheStackAndTheWaitEndsAsEver(string name, BlockingMode mode)
    {
        WaitCase wait = WaitKinds.Named(name).Create();
        ParkingSlot? slot = null;
        Photo? photo = null;
        using (OtherSide other = new(wait))
        {
            other.BeforeRelease = () =>
            {
                Eventually.True(() => Taken(slot, out photo), "a photo of the wait");
                Eventually.True(() => Taken(slot, out _), "and one more");
            };

            CoroutineScheduler.Run(
                () =>
                {
                    Volatile.Write(ref slot, ParkingSlot.TryGetOwn());
                    other.Go();
                    wait.Wait();
                },
                With(mode));
        }

        Assert.IsTrue(
            PhotoFrames.Cut(photo!.Stack!).Any(static frame => frame.GetMethod()!.Module == typeof(WaitCase).Module), "the waiting code");
    }

    [TestMethod]
    [DataRow(BlockingMode.Hold)]
    [DataRow(BlockingMode.Yield)]
    public void Take_FrameWaitsForAllOfSeveral_IsMissedAtOnce(BlockingMode mode)
    {
        WaitCase wait = WaitKinds.Named(NoBell).Create();
        ParkingSlot? slot = null;
        HashSet<PhotoOutcome> outcomes = [];
        using (OtherSide other = new(wait))
        {
            other.BeforeRelease = () =>
            {
                Eventually.True(() => slot?.Bell is { Since: not 0 }, "the frame blocks");
                outcomes.Add(Photographer.Take(slot!).Outcome);
            };

            CoroutineScheduler.Run(
                () =>
                {
                    Volatile.Write(ref slot, ParkingSlot.TryGetOwn());
                    other.Go();
                    wait.Wait();
                },
                With(mode));
        }

        // In mode Yield the thread may be parked at that moment, to get its baton back.
        outcomes.ExceptWith(mode == BlockingMode.Yield ? [PhotoOutcome.Missed, PhotoOutcome.Taken] : [PhotoOutcome.Missed]);
        Assert.IsEmpty(outcomes);
    }

    // Mode Forbid waits for real as long as its grace lasts.
    private CoroutineSchedulerOptions With(BlockingMode mode) => new()
    {
        ThreadPool = Pool,
        Name = "Test",
        Blocking = mode,
        BlockingGrace = mode == BlockingMode.Forbid ? TimeSpan.FromMinutes(5) : TimeSpan.Zero,
    };

    // The thread may be on its way from one wait to the next.
    private static bool Taken(ParkingSlot? slot, out Photo? photo)
    {
        photo = slot is null ? null : Photographer.Take(slot);
        return photo is { Outcome: PhotoOutcome.Taken, Stack: { } stack }
            && stack.GetFrames().Any(static frame => frame.GetMethod()?.Name == nameof(SynchronizationContext.Wait));
    }
}
