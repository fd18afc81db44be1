using System.Text;

namespace Baton.Tests;

/// <summary>Base of the push parsers' tests: on the test's own pool.</summary>
public abstract class PushTest : CoroutineTest
{
    private protected PushParser<byte, T> OverStream<T>(Action<Stream, Yielder<T>> parse) => PushParser.OverStream(parse, InPool);

    private protected PushParser<char, T> OverText<T>(Action<TextReader, Yielder<T>> parse) => PushParser.OverText(parse, InPool);

    /// <summary>Gives every byte as an item.</summary>
    private protected PushParser<byte, int> Bytes() => OverStream<int>((stream, yielder) =>
    {
        int value;
        while ((value = stream.ReadByte()) >= 0)
        {
            yielder.Suspend(value);
        }
    });

    private protected static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);
}
