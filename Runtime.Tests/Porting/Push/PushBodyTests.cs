using System.ComponentModel;
using System.Reflection;

namespace Baton.Tests;

/// <summary>Which lambdas may be push parsers: the <c>async</c> ones are refused by the compiler, and no others.</summary>
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

    [TestMethod]
    public void Overloads_ForTasks_AreErrorsToCallAndHidden()
    {
        MethodInfo[] refused = [.. typeof(PushParser).GetMethods().Where(method => method.GetCustomAttribute<ObsoleteAttribute>() is not null)];

        Assert.HasCount(12, refused);
        foreach (MethodInfo method in refused)
        {
            Assert.IsTrue(method.GetCustomAttribute<ObsoleteAttribute>()!.IsError, method.Name);
            Assert.AreEqual(EditorBrowsableState.Never, method.GetCustomAttribute<EditorBrowsableAttribute>()!.State, method.Name);
        }
    }

    /// <summary>The compiler's choice for each, which it makes an error of anywhere but in obsolete code.</summary>
    [TestMethod]
    [Obsolete("Calls what nobody may call.")]
    public void Overloads_ForTasks_AreWhatAsyncLambdasResolveTo()
    {
        Func<object>[] calls =
        [
            () => PushParser.OverStream<int>(async (stream, yielder) => await Task.Yield()),
            () => PushParser.OverStream<int>(async (stream, yielder) =>
            {
                while (true)
                {
                    await Task.Yield();
                }
            }),
            () => PushParser.OverStream<int>((stream, yielder) => Task.CompletedTask),
            () => PushParser.OverStream<int>(ParseAsync),
            () => PushParser.OverStream(async stream => await stream.ReadAsync(new byte[1])),
            () => PushParser.OverStream<int>(async stream => await stream.ReadAsync(new byte[1])),
            () => PushParser.OverStream(async stream => await Task.Yield()),
            () => PushParser.OverStream(stream => stream.ReadAsync(new byte[1], 0, 1)),
            () => PushParser.OverStream(stream => stream.FlushAsync()),
            () => PushParser.OverText<int>(async (reader, yielder) => await Task.Yield()),
            () => PushParser.OverText(async reader => await reader.ReadLineAsync()),
            () => PushParser.OverText(reader => reader.ReadLineAsync()),
            () => PushParser.OverText(async reader => await Task.Yield()),
        ];

        foreach (Func<object> call in calls)
        {
            Assert.ThrowsExactly<NotSupportedException>(() => call());
        }

        static Task ParseAsync(Stream stream, Yielder<int> yielder) => Task.CompletedTask;
    }

    private static void Parse(Stream stream, Yielder<int> yielder) => yielder.Suspend(stream.ReadByte());

    private static int ParseOne(Stream stream) => stream.ReadByte();
}
