using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Baton;

/// <summary>Which asynchronous members a type of stream has of its own.</summary>
/// <remarks>
/// <para>Those that <see cref="Stream"/> gives a type call its synchronous ones on the .NET thread pool, one at a time, reads and writes
/// together. A look takes microseconds, so there is one for each type. Without method names, as after trimming, all members count as the
/// type's own.</para>
/// <para>What is known is kept as a number. The types may outlive the library, and would keep it in the process by anything of its
/// own.</para>
/// </remarks>
internal readonly struct StreamMembers
{
    private const int OwnReads = 1;
    private const int OwnWrites = 2;
    private const int OwnFlushes = 4;
    private const int OwnDisposal = 8;
    private const int OwnCopies = 16;

    private static readonly ConditionalWeakTable<Type, object> s_known = []; // the sums of these

    private readonly int _own;

    private StreamMembers(int own) => _own = own;

    /// <summary>Does it read asynchronously?</summary>
    internal bool Reads => (_own & OwnReads) != 0;

    /// <summary>Does it write asynchronously?</summary>
    internal bool Writes => (_own & OwnWrites) != 0;

    /// <summary>Does it copy itself asynchronously? What <see cref="Stream"/> has for that goes on on the .NET thread pool.</summary>
    internal bool Copies => (_own & OwnCopies) != 0;

    /// <summary>Does it flush asynchronously?</summary>
    internal bool Flushes => (_own & OwnFlushes) != 0;

    /// <summary>May it be disposed asynchronously? The disposal of a stream that does nothing asynchronously may block.</summary>
    internal bool Disposes => (_own & (OwnReads | OwnWrites | OwnDisposal)) != 0;

    internal static StreamMembers Of(Stream stream)
    {
        Type type = stream.GetType();
        if (!s_known.TryGetValue(type, out object? own))
        {
            own = Look(stream);
            s_known.AddOrUpdate(type, own);
        }

        return new StreamMembers((int)own);
    }

    private static int Look(Stream stream)
    {
        bool reads = IsOwn((Func<Memory<byte>, CancellationToken, ValueTask<int>>)stream.ReadAsync)
            || IsOwn((Func<byte[], int, int, CancellationToken, Task<int>>)stream.ReadAsync)
            || IsOwn((Func<byte[], int, int, AsyncCallback?, object?, IAsyncResult>)stream.BeginRead);
        bool writes = IsOwn((Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask>)stream.WriteAsync)
            || IsOwn((Func<byte[], int, int, CancellationToken, Task>)stream.WriteAsync)
            || IsOwn((Func<byte[], int, int, AsyncCallback?, object?, IAsyncResult>)stream.BeginWrite);
        return (reads ? OwnReads : 0) | (writes ? OwnWrites : 0)
            | (IsOwn((Func<CancellationToken, Task>)stream.FlushAsync) ? OwnFlushes : 0)
            | (IsOwn((Func<Stream, int, CancellationToken, Task>)stream.CopyToAsync) ? OwnCopies : 0)
            | (IsOwn((Func<ValueTask>)stream.DisposeAsync) ? OwnDisposal : 0);
    }

    private static bool IsOwn(Delegate member) =>
        DiagnosticMethodInfo.Create(member) is not { } method || method.DeclaringTypeName != typeof(Stream).FullName;
}
