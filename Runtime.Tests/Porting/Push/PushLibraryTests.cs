namespace Baton.Tests;

/// <summary>
/// Real readers, unmodified: fed in pieces of any size they give what they give when they read it whole, and fail as they fail then.
/// </summary>
[TestClass]
public sealed class PushLibraryTests : CoroutineTest
{
    public static IEnumerable<string> OverBytes => PushLibraries.OverBytes.Keys;

    public static IEnumerable<string> OverCharacters => PushLibraries.OverCharacters.Keys;

    [TestMethod]
    [DynamicData(nameof(OverBytes))]
    public void OverStream_AllOfTheInput_GivesWhatItGivesWhenReadWhole(string library)
    {
        byte[] data = PushLibraries.OverBytes[library].Data;
        PushRun whole = Pull(library, Cut(data, PushFeed.Whole));
        Assert.IsNull(whole.Failure, whole.Failure?.ToString());
        Assert.IsGreaterThan(0, whole.Items.Count);

        whole.AssertSame(Push(library, Cut(data, PushFeed.Whole)));
        whole.AssertSame(Push(library, Cut(data, PushFeed.Singly)));
        for (int seed = 0; seed < 4; seed++)
        {
            whole.AssertSame(Push(library, Cut(data, PushFeed.Randomly, seed)));
        }
    }

    [TestMethod]
    [DynamicData(nameof(OverBytes))]
    public void OverStream_InputBrokenOff_FailsAsItFailsWhenReadWhole(string library)
    {
        byte[] data = PushLibraries.OverBytes[library].Data;
        Random random = new(1);
        int[] cuts = [0, 1, 2, 3, 4, data.Length - 1, .. Enumerable.Range(0, 6).Select(_ => random.Next(data.Length))];

        for (int i = 0; i < cuts.Length; i++)
        {
            byte[] cut = data[..cuts[i]];
            PushRun whole = Pull(library, Cut(cut, PushFeed.Whole));
            whole.AssertSame(Push(library, Cut(cut, PushFeed.Whole)));
            whole.AssertSame(Push(library, Cut(cut, PushFeed.Randomly, i)));
        }
    }

    /// <summary>
    /// Those that read in blocks come to what is wrong sooner or later, by the size of their blocks; and of two layers that can both tell,
    /// the first to come to it does. So each is compared with itself reading blocks of the same sizes.
    /// </summary>
    [TestMethod]
    [DynamicData(nameof(OverBytes))]
    public void OverStream_InputGarbled_FailsAsItFailsWhenReadInTheSameBlocks(string library)
    {
        byte[] data = PushLibraries.OverBytes[library].Data;
        Random random = new(2);

        for (int i = 0; i < 6; i++)
        {
            byte[] garbled = [.. data];
            garbled[random.Next(garbled.Length)] ^= (byte)random.Next(1, 256);
            List<ReadOnlyMemory<byte>> pieces = Cut(garbled, PushFeed.Randomly, i);
            Pull(library, Cut(garbled, PushFeed.Whole)).AssertSame(Push(library, Cut(garbled, PushFeed.Whole)));
            Pull(library, pieces).AssertSame(Push(library, pieces));
        }
    }

    [TestMethod]
    [DynamicData(nameof(OverCharacters))]
    public void OverText_AllOfTheInput_GivesWhatItGivesWhenReadWhole(string library)
    {
        string data = PushLibraries.OverCharacters[library].Data;
        PushRun whole = Pull(library, Cut(data, PushFeed.Whole));

        whole.AssertSame(Push(library, Cut(data, PushFeed.Whole)));
        whole.AssertSame(Push(library, Cut(data, PushFeed.Singly)));
        for (int seed = 0; seed < 4; seed++)
        {
            whole.AssertSame(Push(library, Cut(data, PushFeed.Randomly, seed)));
        }
    }

    [TestMethod]
    [DynamicData(nameof(OverCharacters))]
    public void OverText_InputBrokenOffOrGarbled_FailsAsItFailsWhenReadInTheSameBlocks(string library)
    {
        string data = PushLibraries.OverCharacters[library].Data;
        Random random = new(3);

        for (int i = 0; i < 6; i++)
        {
            int at = random.Next(data.Length);
            foreach (string bad in (string[])[data[..at], $"{data[..at]}{(char)random.Next(1, 128)}{data[at..]}"])
            {
                List<ReadOnlyMemory<char>> pieces = Cut(bad, PushFeed.Randomly, i);
                Pull(library, pieces).AssertSame(Push(library, pieces));
            }
        }
    }

    private static List<ReadOnlyMemory<byte>> Cut(byte[] data, PushFeed feed, int seed = 0) => PushPieces.Cut<byte>(data, feed, seed);

    private static List<ReadOnlyMemory<char>> Cut(string data, PushFeed feed, int seed = 0) => PushPieces.Cut(data.AsMemory(), feed, seed);

    private PushRun Push(string library, List<ReadOnlyMemory<byte>> pieces) =>
        PushRun.Pushed(PushParser.OverStream(PushLibraries.OverBytes[library].Parse, InPool), pieces);

    private PushRun Push(string library, List<ReadOnlyMemory<char>> pieces) =>
        PushRun.Pushed(PushParser.OverText(PushLibraries.OverCharacters[library].Parse, InPool), pieces);

    private PushRun Pull(string library, List<ReadOnlyMemory<byte>> pieces) =>
        PushRun.Pulled(PushLibraries.OverBytes[library].Parse, PushPieces.Stream(pieces), InPool);

    private PushRun Pull(string library, List<ReadOnlyMemory<char>> pieces) =>
        PushRun.Pulled(PushLibraries.OverCharacters[library].Parse, PushPieces.Reader(pieces), InPool);
}
