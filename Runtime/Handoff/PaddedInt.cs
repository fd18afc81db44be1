using System.Runtime.InteropServices;

namespace Baton;

/// <summary>An <see cref="int"/> that shares its cache line with nothing else, wherever it is embedded.</summary>
[StructLayout(LayoutKind.Explicit, Size = 2 * CacheLine.Bytes)]
internal struct PaddedInt
{
    // Whoever embeds the number says who writes it.
    [FieldOffset(CacheLine.Bytes)]
    internal int Value;
}
