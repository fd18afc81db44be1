using System.Globalization;

namespace Baton.Stress;

/// <summary>
/// A blocking parser that reads as it is drawn, by every member, and gives what it has read. The same draw reads the same way again.
/// </summary>
internal sealed class DrawnParser(int draw, bool swallows)
{
    internal int Begun { get; private set; }

    internal int Left { get; private set; }

    internal void Parse(Stream stream, Action<string> give) => Run(give, (random, give) =>
    {
        byte[] buffer = new byte[random.Next(1, 200)];
        switch (random.Next(8))
        {
            case 0:
                stream.ReadExactly(buffer);
                break;
            case 1:
                int read = stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
                buffer = buffer[..read];
                break;
            case 2:
                ValueTask reading = stream.ReadExactlyAsync(buffer);
                reading.AsTask().GetAwaiter().GetResult(); // complete: it has suspended
                break;
            case 3 when random.Next(20) == 0:
                MemoryStream rest = new();
                stream.CopyTo(rest);
                buffer = rest.ToArray();
                break;
            default:
                int value = stream.ReadByte();
                buffer = value < 0 ? [] : [(byte)value];
                break;
        }

        give($"{buffer.Length}: {Convert.ToHexString(buffer)}");
        return buffer.Length > 0;
    });

    internal void Parse(TextReader reader, Action<string> give) => Run(give, (random, give) =>
    {
        string? text;
        switch (random.Next(8))
        {
            case 0:
                text = reader.ReadLine();
                break;
            case 1:
                char[] block = new char[random.Next(1, 200)];
                text = new string(block, 0, reader.ReadBlock(block));
                break;
            case 2 when random.Next(20) == 0:
                text = reader.ReadToEnd();
                break;
            case 3:
                text = reader.ReadLineAsync().GetAwaiter().GetResult();
                break;
            case 4:
                text = reader.Peek().ToString(CultureInfo.InvariantCulture);
                break;
            default:
                int value = reader.Read();
                text = value < 0 ? null : $"{(char)value}";
                break;
        }

        give($"{text?.Length}: {text}");
        return text is not (null or "-1");
    });

    private void Run(Action<string> give, Func<Random, Action<string>, bool> step)
    {
        Random random = new(draw);
        Begun++;
        try
        {
            while (step(random, give))
            {
                if (random.Next(100) == 0)
                {
                    throw new ScenarioException(draw);
                }
            }
        }
        catch when (swallows)
        {
            give("swallowed"); // being unwound it cannot, and learns it here once more
        }
        finally
        {
            Left++;
        }
    }
}
