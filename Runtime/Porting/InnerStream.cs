using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Baton;

/// <summary>How the operations of an inner stream begin: by its asynchronous members, if it has any of its own.</summary>
/// <remarks>Methods whose names begin with Begin are for a caller that waits by blocking, and leave its context aside.</remarks>
[StackTraceHidden]
internal sealed class InnerStream(Stream stream)
{
    private readonly StreamMembers _members = StreamMembers.Of(stream);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal ValueTask<int> BeginRead(Memory<byte> lent, CancellationToken token) =>
        CallersContext.IsClear ? ReadAsync(lent, token) : BeginReadElsewhere(lent, token);

    internal ValueTask BeginWrite(ReadOnlyMemory<byte> lent, CancellationToken token) =>
        CallersContext.IsClear ? WriteAsync(lent, token) : BeginWriteElsewhere(lent, token);

    internal Task BeginFlush(CancellationToken token) =>
        CallersContext.IsClear ? FlushAsync(token) : BeginFlushElsewhere(token);

    internal ValueTask BeginDispose() => CallersContext.IsClear ? DisposeAsync() : CallersContext.Without(DisposeAsync);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal ValueTask<int> ReadAsync(Memory<byte> memory, CancellationToken token) =>
        _members.Reads ? stream.ReadAsync(memory, token) : ReadElsewhere(memory, token);

    private ValueTask<int> ReadElsewhere(Memory<byte> memory, CancellationToken token) =>
        new(BlockingCalls.Run(Read, (stream, memory), token));

    internal ValueTask WriteAsync(ReadOnlyMemory<byte> memory, CancellationToken token) =>
        _members.Writes ? stream.WriteAsync(memory, token) : new ValueTask(BlockingCalls.Run(Write, (stream, memory), token));

    internal Task FlushAsync(CancellationToken token) =>
        _members.Flushes ? stream.FlushAsync(token) : BlockingCalls.Run(Flush, stream, token);

    internal Task CopyToAsync(Stream destination, int bufferSize, CancellationToken token) =>
        _members.Copies ? stream.CopyToAsync(destination, bufferSize, token) : CopyPiecesAsync(destination, bufferSize, token);

    private async Task CopyPiecesAsync(Stream destination, int bufferSize, CancellationToken token)
    {
        byte[] piece = LentBuffer.Take(bufferSize);
        Task<int> reading;
        do
        {
            reading = ReadAsync(piece.AsMemory(0, bufferSize), token).TaskHere();
            await new Directly(reading);
            if (reading.Result > 0)
            {
                await new Directly(destination.WriteAsync(piece.AsMemory(0, reading.Result), token));
            }
        }
        while (reading.Result > 0);
        LentBuffer.Return(piece); // it is lost with an operation that failed, and may be at work on it still
    }

    internal ValueTask DisposeAsync() =>
        _members.Disposes ? stream.DisposeAsync() : new ValueTask(BlockingCalls.Run(Dispose, stream, CancellationToken.None));

    // Methods of their own, so that the other way allocates nothing for their lambdas.
    private ValueTask<int> BeginReadElsewhere(Memory<byte> lent, CancellationToken token) =>
        CallersContext.Without(() => ReadAsync(lent, token));

    private ValueTask BeginWriteElsewhere(ReadOnlyMemory<byte> lent, CancellationToken token) =>
        CallersContext.Without(() => WriteAsync(lent, token));

    private Task BeginFlushElsewhere(CancellationToken token) => CallersContext.Without(() => FlushAsync(token));

    private static int Read((Stream Stream, Memory<byte> Memory) call) =>
        MemoryMarshal.TryGetArray(call.Memory, out ArraySegment<byte> array)
            ? call.Stream.Read(array.Array!, array.Offset, array.Count)
            : call.Stream.Read(call.Memory.Span);

    private static Nothing Write((Stream Stream, ReadOnlyMemory<byte> Memory) call)
    {
        if (MemoryMarshal.TryGetArray(call.Memory, out ArraySegment<byte> array))
        {
            call.Stream.Write(array.Array!, array.Offset, array.Count);
        }
        else
        {
            call.Stream.Write(call.Memory.Span);
        }

        return default;
    }

    private static Nothing Flush(Stream stream)
    {
        stream.Flush();
        return default;
    }

    private static Nothing Dispose(Stream stream)
    {
        stream.Dispose();
        return default;
    }
}
