using System.Runtime.InteropServices;

namespace Baton;

/// <summary>Padding of one cache line, to keep fields that different threads write on lines of their own.</summary>
[StructLayout(LayoutKind.Sequential, Size = Bytes)]
internal struct CacheLine
{
    /// <summary>The line size assumed: 64 bytes, which holds on x64 and on most Arm64 machines.</summary>
    internal const int Bytes = 64;
}
