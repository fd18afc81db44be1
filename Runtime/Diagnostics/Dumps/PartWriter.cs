using System.Text;

namespace Baton;

/// <summary>Collects what is written, and gives it on in parts of a length.</summary>
/// <param name="length">The most characters of a part.</param>
/// <param name="write">Is given each part, and its number from 0.</param>
internal sealed class PartWriter(int length, Action<int, string> write) : TextWriter
{
    private readonly StringBuilder _text = TextPool.Get();

    /// <summary>Parts that were given on.</summary>
    internal int Count { get; private set; }

    public override Encoding Encoding => Encoding.Unicode;

    public override void Write(char value)
    {
        _text.Append(value);
        GiveOn();
    }

    public override void Write(string? value)
    {
        _text.Append(value);
        GiveOn();
    }

    public override void Write(char[] buffer, int index, int count)
    {
        _text.Append(buffer, index, count);
        GiveOn();
    }

    /// <summary>Gives on what is left.</summary>
    internal void End()
    {
        if (_text.Length > 0)
        {
            GiveOn(_text.Length);
        }
    }

    protected override void Dispose(bool disposing)
    {
        TextPool.Return(_text);
        base.Dispose(disposing);
    }

    private void GiveOn()
    {
        while (_text.Length >= length)
        {
            GiveOn(length);
        }
    }

    private void GiveOn(int characters)
    {
        string part = _text.ToString(0, characters);
        _text.Remove(0, characters);
        write(Count++, part);
    }
}
