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
    [DataRow("s2:")]
    [DataRow("s2:AAAA")]
    [DataRow("s1:w8v__ZSNRFbJjggJBQQJ", DisplayName = "of an earlier version")]
    [DataRow("s2:AAAAAAAAAAAAAAAAAA")]
    [DataRow("s2:not base64!")]
    public void Parse_OfOtherText_IsRefused(string text) => Assert.ThrowsExactly<FormatException>(() => ScheduleText.Parse(text));

    [TestMethod]
    public void Parse_OfATextThatIsNotWhole_IsRefused()
    {
        string text = ScheduleText.Of(7, 0x1234, default, [Decision.Switch(1), Decision.Stay, Decision.Choose(3), Decision.Switch(2)]);

        for (int i = 3; i < text.Length; i++)
        {
            string other = text[i] == 'x' ? "y" : "x";
            foreach (string wrong in (string[])[text[..i], text.Remove(i, 1), text[..i] + other + text[(i + 1)..], text.Insert(i, other)])
            {
                Assert.ThrowsExactly<FormatException>(() => ScheduleText.Parse(wrong), $"{wrong} is not {text}");
            }
        }
    }
}
