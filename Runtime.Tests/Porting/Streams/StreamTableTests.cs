namespace Baton.Tests;

/// <summary>Each member, over each kind of inner stream, in each place.</summary>
[TestClass]
public sealed class StreamTableTests : SchedulerTest
{
    private static readonly byte[] s_bytes = [.. Enumerable.Range(1, 11).Select(i => (byte)i)];

    private static IEnumerable<object[]> Rows =>
        from kind in Enum.GetValues<StreamKind>()
        from place in CallersPlaces.All
        select new object[] { kind, place };

    [TestMethod]
    [DynamicData(nameof(Rows))]
    public void Member_InnerGetsOn_DoesWhatItIsFor(StreamKind kind, CallersPlace place)
    {
        foreach (StreamMember member in StreamMembersOf.All.Where(member => IsSound(member, place)))
        {
            StreamOfKind inner = new(kind, s_bytes);
            byte[] read = [];

            place.Run(Pool, () =>
            {
                SuspendingStream stream = new(inner.Stream);
                read = member.Use(stream, s_bytes);
            });

            Assert.AreSequenceEqual(member.IsRead() ? s_bytes : [], read, $"{member}");
            Assert.AreSequenceEqual(member.IsWrite() ? s_bytes : [], inner.Written, $"{member}");
            Assert.AreEqual(
                member is StreamMember.Flush or StreamMember.FlushAsync or StreamMember.Dispose, inner.Flushes > 0, $"{member}");
            Assert.AreEqual(member == StreamMember.Dispose ? 1 : 0, inner.Disposals, $"{member}");
        }
    }

    [TestMethod]
    [DynamicData(nameof(Rows))]
    public void Member_InnerFails_ThrowsTheVeryObject(StreamKind kind, CallersPlace place)
    {
        foreach (StreamMember member in StreamMembersOf.All.Where(member => IsSound(member, place)))
        {
            InvalidTimeZoneException failure = new();
            StreamOfKind inner = new(kind, s_bytes, failure);

            place.Run(Pool, () =>
            {
                SuspendingStream stream = new(inner.Stream);
                Assert.AreSame(failure, Assert.ThrowsExactly<InvalidTimeZoneException>(() => member.Use(stream, s_bytes)), $"{member}");
            });

            Assert.AreEqual(member == StreamMember.Dispose ? 1 : 0, inner.Disposals, $"{member}");
        }
    }

    // An await of a task that the caller has begun in its own context cannot be mended here.
    private static bool IsSound(StreamMember member, CallersPlace place) =>
        place is not (CallersPlace.OutsideUnderAContext or CallersPlace.OutsideUnderATaskScheduler) || member is not (
            StreamMember.ReadAsync or StreamMember.ReadArrayAsync or StreamMember.CopyToAsync or StreamMember.WriteAsync
            or StreamMember.WriteArrayAsync or StreamMember.FlushAsync);
}
