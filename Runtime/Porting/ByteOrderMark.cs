namespace Baton;

/// <summary>
/// The marks at the beginning of a text that tell its encoding. Readers of text look for them in what their first read brings, and nowhere
/// else.
/// </summary>
internal static class ByteOrderMark
{
    /// <summary>The length of the longest mark.</summary>
    internal const int Longest = 4;

    /// <summary>UTF-8, UTF-32 and UTF-16. The mark of UTF-16 with the low byte first is also the beginning of another.</summary>
    private static ReadOnlySpan<byte> Utf8 => [0xEF, 0xBB, 0xBF];

    private static ReadOnlySpan<byte> Utf32LowFirst => [0xFF, 0xFE, 0, 0];

    private static ReadOnlySpan<byte> Utf32HighFirst => [0, 0, 0xFE, 0xFF];

    private static ReadOnlySpan<byte> Utf16HighFirst => [0xFE, 0xFF];

    /// <summary>May these bytes be the beginning of a mark, or of a longer one than they are?</summary>
    internal static bool MayGoOn(ReadOnlySpan<byte> bytes) =>
        Begins(Utf8, bytes) || Begins(Utf32LowFirst, bytes) || Begins(Utf32HighFirst, bytes) || Begins(Utf16HighFirst, bytes);

    private static bool Begins(ReadOnlySpan<byte> mark, ReadOnlySpan<byte> bytes) => bytes.Length < mark.Length && mark.StartsWith(bytes);
}
