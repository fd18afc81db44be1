namespace Baton.Tests;

/// <summary>The members of a stream that begin an operation.</summary>
public enum StreamMember
{
    ReadArray,
    ReadSpan,
    ReadByte,
    BeginRead,
    ReadAsync,
    ReadArrayAsync,
    CopyTo,
    CopyToAsync,
    WriteArray,
    WriteSpan,
    WriteByte,
    BeginWrite,
    WriteAsync,
    WriteArrayAsync,
    Flush,
    FlushAsync,
    Dispose,
}
