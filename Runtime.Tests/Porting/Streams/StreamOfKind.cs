using System.Runtime.InteropServices;

namespace Baton.Tests;

/// <summary>Makes an inner stream of a kind, and notes what it is asked to do.</summary>
internal sealed class StreamOfKind
{
    private readonly byte[] _source;
    private readonly Exception? _failure;
    private readonly MemoryStream _written = new();
    private int _at;

    internal StreamOfKind(StreamKind kind, byte[] source, Exception? failure = null)
    {
        _source = source;
        _failure = failure;
        Stream = kind switch
        {
            StreamKind.SynchronousMembersOnly => new SynchronousStream
            {
                OnRead = (buffer, offset, count) => Fill(buffer.AsSpan(offset, count)),
                OnWrite = bytes => Take(bytes),
                OnFlush = Flush,
                OnDispose = Dispose,
            },
            StreamKind.OlderAsynchronousMembersOnly => new OlderStream.ForArrays(Scripted(Pause)) { OnFlush = Flush, OnDispose = Dispose },
            StreamKind.BeginAndEndOnly => new OlderStream.WithBeginAndEnd(Scripted(Pause)) { OnFlush = Flush, OnDispose = Dispose },
            StreamKind.AtOnce or StreamKind.ArraysOnly => Scripted(() => Task.CompletedTask, kind == StreamKind.ArraysOnly),
            StreamKind.PiecewiseInTheCapturedContext => Scripted(PauseInTheContext),
            _ => Scripted(Pause, kind == StreamKind.ArraysOnlyLater),
        };
    }

    internal Stream Stream { get; }

    internal byte[] Written => _written.ToArray();

    internal int Flushes { get; private set; }

    internal int Disposals { get; private set; }

    private static async Task Pause() => await Late.After(1).ConfigureAwait(false);

    private static async Task PauseInTheContext()
    {
        await Task.Yield();
        await Task.Factory.StartNew(() => { }, CancellationToken.None, TaskCreationOptions.None, TaskScheduler.Current);
    }

    private ScriptedStream Scripted(Func<Task> pause, bool arrays = false) => new()
    {
        OnRead = async (memory, _) =>
        {
            ArraySegment<byte> early = arrays ? ArrayOf(memory) : default;
            await pause();
            return Fill(arrays ? early : memory.Span);
        },
        OnWrite = async (memory, _) =>
        {
            await pause();
            Take(arrays ? ArrayOf(memory) : memory.Span);
        },
        OnFlush = async _ =>
        {
            await pause();
            Flush();
        },
        OnDispose = async () =>
        {
            await pause();
            Dispose();
        },
    };

    private static ArraySegment<byte> ArrayOf(ReadOnlyMemory<byte> memory) =>
        MemoryMarshal.TryGetArray(memory, out ArraySegment<byte> array)
        ? array
        : throw new NotSupportedException("arrays only");

    private int Fill(Span<byte> memory)
    {
        ThrowIfFailing();
        int count = Math.Min(Math.Min(memory.Length, 5), _source.Length - _at);
        _source.AsSpan(_at, count).CopyTo(memory);
        _at += count;
        return count;
    }

    private void Take(ReadOnlySpan<byte> bytes)
    {
        ThrowIfFailing();
        _written.Write(bytes);
    }

    private void Flush()
    {
        ThrowIfFailing();
        Flushes++;
    }

    private void Dispose() => Disposals++;

    private void ThrowIfFailing()
    {
        if (_failure is not null)
        {
            throw _failure;
        }
    }
}
