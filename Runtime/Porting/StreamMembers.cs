using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Baton;

/// <summary>Which asynchronous members a type of stream has of its own.</summary>
/// <remarks>
/// Those that <see cref="Stream"/> gives a type call its synchronous ones on the .NET thread pool, one at a time, reads and writes
/// together. A look takes microseconds, so there is one for each type. Without method names, as after trimming, all members count as the
/// type's own.
/// </remarks>
internal sealed class StreamMembers
{
    private static readonly ConditionalWeakTable<Type, StreamMembers> s_known = [];

    private StreamMembers(Stream stream)
    {
        Reads = IsOwn((Func<Memory<byte>, CancellationToken, ValueTask<int>>)stream.ReadAsync)
            || IsOwn((Func<byte[], int, int, CancellationToken, Task<int>>)stream.ReadAsync)
            || IsOwn((Func<byte[], int, int, AsyncCallback?, object?, IAsyncResult>)stream.BeginRead);
        Writes = IsOwn((Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask>)stream.WriteAsync)
            || IsOwn((Func<byte[], int, int, CancellationToken, Task>)stream.WriteAsync)
            || IsOwn((Func<byte[], int, int, AsyncCallback?, object?, IAsyncResult>)stream.BeginWrite);
        Copies = Reads || IsOwn((Func<Stream, int, CancellationToken, Task>)stream.CopyToAsync);
        Flushes = IsOwn((Func<CancellationToken, Task>)stream.FlushAsync);
        Disposes = Reads || Writes || IsOwn((Func<ValueTask>)stream.DisposeAsync);
    }

    /// <summary>Does it read asynchronously?</summary>
    internal bool Reads { get; }

    /// <summary>Does it write asynchronously?</summary>
    internal bool Writes { get; }

    /// <summary>Does it copy itself asynchronously?</summary>
    internal bool Copies { get; }

    /// <summary>Does it flush asynchronously?</summary>
    internal bool Flushes { get; }

    /// <summary>May it be disposed asynchronously? The disposal of a stream that does nothing asynchronously may block.</summary>
    internal bool Disposes { get; }

    internal static StreamMembers Of(Stream stream)
    {
        Type type = stream.GetType();
        if (!s_known.TryGetValue(type, out StreamMembers? members))
        {
            members = new StreamMembers(stream);
            s_known.AddOrUpdate(type, members);
        }

        return members;
    }

    private static bool IsOwn(Delegate member) =>
        DiagnosticMethodInfo.Create(member) is not { } method || method.DeclaringTypeName != typeof(Stream).FullName;
}
