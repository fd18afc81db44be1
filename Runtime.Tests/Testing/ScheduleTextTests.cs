using Baton.Testing;

namespace Baton.Tests;

[TestClass]
[BesideOthers]
public sealed class ScheduleTextTests
{
    [TestMethod]
    public void Parse_OfText_GivesWhatWasWritten()
    {
        List<Decision> decisions =
        [
            Decision.Stay, Decision.Stay, Decision.Switch(3), Decision.Choose(0), Decision.Choose(1_000_000), Decision.Stay,
            Decision.Switch(0), Decision.Switch(200),
        ];

        (ulong seed, ushort check, ScheduleModes modes, List<Decision> read) =
            ScheduleText.Parse(ScheduleText.Of(ulong.MaxValue, 0xABCD, new ScheduleModes(true, false, true, true), decisions));

        Assert.AreEqual(ulong.MaxValue, seed);
        Assert.AreEqual(0xABCD, check);
        Assert.AreEqual(new ScheduleModes(true, false, true, true), modes);
        CollectionAssert.AreEqual(decisions, read);
    }

    [TestMethod]
    public void Of_ManyStays_IsShort()
    {
        List<Decision> decisions = [.. Enumerable.Repeat(Decision.Stay, 1000)];

        string text = ScheduleText.Of(1, 1, default, decisions);

        Assert.IsLessThan(24, text.Length);
        Assert.HasCount(1000, ScheduleText.Parse(text).Decisions);
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("s1:")]
    [DataRow("s1:AAAA")]
    [DataRow("s2:AAAAAAAAAAAAAA")]
    [DataRow("s1:AAAAAAAAAAAAAAD_")]
    [DataRow("s1:AAAAAAAAAAAAAAM")]
    [DataRow("s1:not base64!")]
    public void Parse_OfOtherText_IsRefused(string text) => Assert.ThrowsExactly<FormatException>(() => ScheduleText.Parse(text));
}
