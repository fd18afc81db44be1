namespace Baton.Tests;

/// <summary>Which functions may be push parsers: all but <c>async</c> ones, also those without an end.</summary>
[TestClass]
public sealed class PushBodyTests : PushTest
{
    [TestMethod]
    public void Parsers_ThatReturn_AreTaken()
    {
        Action<Stream, Yielder<int>> action = Parse;
        Func<Stream, int> function = ParseOne;
        PushParser<byte, int>[] parsers =
        [
            PushParser.OverStream<int>(Parse, InPool),
            PushParser.OverStream(action, InPool),
            PushParser.OverStream<int>((stream, yielder) => Parse(stream, yielder), InPool),
            PushParser.OverStream<int>((stream, yielder) => { Parse(stream, yielder); }, InPool),
            PushParser.OverStream((Stream stream, Yielder<int> yielder) => Parse(stream, yielder), InPool),
            PushParser.OverStream(ParseOne, InPool),
            PushParser.OverStream(function, InPool),
            PushParser.OverStream(stream => stream.ReadByte(), InPool),
            PushParser.OverStream(stream => { return stream.ReadByte(); }, InPool),
            PushParser.OverStream(stream => ParseOne(stream), InPool),
        ];

        foreach (PushParser<byte, int> parser in parsers)
        {
            parser.Push(new byte[] { 7 });
            Assert.AreSequenceEqual([7], parser.ReadAll());
        }
    }

    [TestMethod]
    public void Parsers_WithoutAnEnd_AreTaken()
    {
        using PushParser<byte, int> endless = PushParser.OverStream<int>(
            (stream, yielder) =>
            {
                while (true)
                {
                    yielder.Suspend(stream.ReadByte());
                }
            },
            InPool);
        using PushParser<char, int> endlessText = PushParser.OverText<int>(
            (reader, yielder) =>
            {
                while (true)
                {
                    yielder.Suspend(reader.Read());
                }
            },
            InPool);
        endless.Push(new byte[] { 1, 2 });
        endlessText.Push("ab".AsMemory());

        Assert.AreSequenceEqual([1, 2], endless.ReadAll());
        Assert.AreSequenceEqual(['a', 'b'], endlessText.ReadAll());
    }

    [TestMethod]
    public void Parsers_ThatOnlyThrow_AreTaken()
    {
        PushParser<byte, int>[] parsers =
        [
            PushParser.OverStream<int>((stream, yielder) => throw new TimeoutException(), InPool),
            PushParser.OverStream<int>(stream => throw new TimeoutException(), InPool),
            PushParser.OverStream<int>(stream => { throw new TimeoutException(); }, InPool),
        ];

        foreach (PushParser<byte, int> parser in parsers)
        {
            Assert.ThrowsExactly<TimeoutException>(() => parser.TryRead(out _));
        }

        using PushParser<char, int> text = PushParser.OverText<int>(reader => throw new TimeoutException(), InPool);
        Assert.ThrowsExactly<TimeoutException>(() => text.TryRead(out _));
    }

    [TestMethod]
    public void Parsers_ThatReturnALiteralNullOrDefault_GiveThat()
    {
        using PushParser<byte, string?> parser = PushParser.OverStream<string?>(stream => null, InPool);
        using PushParser<char, int> text = PushParser.OverText<int>(reader => default, InPool);

        Assert.AreSequenceEqual([null], parser.ReadAll());
        Assert.AreSequenceEqual([0], text.ReadAll());
    }

    private static void Parse(Stream stream, Yielder<int> yielder) => yielder.Suspend(stream.ReadByte());

    private static int ParseOne(Stream stream) => stream.ReadByte();
}
