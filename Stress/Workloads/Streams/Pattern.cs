namespace Baton.Stress;

/// <summary>What is at each position of a stream: a byte that depends on the position alone, and hardly packs.</summary>
internal static class Pattern
{
    internal static byte At(long position)
    {
        ulong mixed = (ulong)(position + 1) * 0x9E3779B97F4A7C15;
        return (byte)(((mixed ^ (mixed >> 29)) * 0xBF58476D1CE4E5B9) >> 56);
    }

    internal static void Fill(Span<byte> span, long position)
    {
        for (int i = 0; i < span.Length; i++)
        {
            span[i] = At(position + i);
        }
    }

    internal static byte[] Bytes(long position, int length)
    {
        byte[] bytes = new byte[length];
        Fill(bytes, position);
        return bytes;
    }

    internal static bool IsAt(ReadOnlySpan<byte> span, long position)
    {
        for (int i = 0; i < span.Length; i++)
        {
            if (span[i] != At(position + i))
            {
                return false;
            }
        }

        return true;
    }
}
