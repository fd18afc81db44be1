namespace Baton.Tests;

/// <summary>The age of a turn is known since a look first found that very turn, and never more.</summary>
[TestClass]
[BesideOthers]
public sealed class SeenTurnTests
{
    private readonly SeenTurn _seen = new();

    [TestMethod]
    [DataRow(0)]
    [DataRow(7)]
    [DataRow(int.MinValue)]
    public void See_TheFirstLook_KnowsOfNoAge(int turn) => Assert.AreEqual(0, See(turn, at: 5_000));

    [TestMethod]
    public void See_TheSameTurnAgain_IsAsOldAsTheFirstLook()
    {
        See(7, at: 5_000);

        Assert.AreEqual(40, See(7, at: 5_040));
        Assert.AreEqual(3_600_000, See(7, at: 3_605_000));
    }

    [TestMethod]
    public void See_AnotherTurn_BeginsAnew()
    {
        See(7, at: 5_000);

        Assert.AreEqual(0, See(8, at: 9_000));
        Assert.AreEqual(1, See(8, at: 9_001));
        Assert.AreEqual(0, See(int.MinValue, at: 9_002), "the count wraps around");
    }

    [TestMethod]
    public void See_TheFrameHasNotedABegin_ThatCounts()
    {
        Assert.AreEqual(300, See(7, at: 5_000, begun: 4_700));
        Assert.AreEqual(400, See(7, at: 5_100), "also when it has ended");
        Assert.AreEqual(500, See(7, at: 5_200, begun: 5_150), "a later begin in the same turn changes nothing");
    }

    [TestMethod]
    public void See_ALookThatWasHeldUp_KnowsOfNoAge_AndChangesNothing()
    {
        See(8, at: 5_000);

        Assert.AreEqual(0, See(7, at: 4_990));
        Assert.AreEqual(100, See(8, at: 5_100));
    }

    private double See(int turn, long at, long? begun = null) => _seen.See(turn, at, begun ?? at).TotalMilliseconds;
}
