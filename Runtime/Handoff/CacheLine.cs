using System.Runtime.InteropServices;

namespace Baton;

/// <summary>Padding of one cache line, to keep fields that different threads write on lines of their own.</summary>
[StructLayout(LayoutKind.Sequential, Size = Bytes)]
internal struct CacheLine
{
    /// <summary>The line size assumed: 64 bytes, which holds on x64 and on most Arm64 machines.</summary>
    internal const int Bytes = 64;
}

/// <summary>An <see cref="int"/> that shares its cache line with nothing else, wherever it is embedded.</summary>
[StructLayout(LayoutKind.Explicit, Size = 2 * CacheLine.Bytes)]
internal struct PaddedInt
{
    [FieldOffset(CacheLine.Bytes)]
    internal int Value;
}
