using System.Collections.Concurrent;

namespace Baton.Tests;

/// <summary>A stream whose reads end when the test brings something, each with one piece, and take no notice of their tokens.</summary>
internal sealed class LateSource : IDisposable
{
    private readonly BlockingCollection<object> _news = [];
    private byte[] _rest = []; // of the last piece

    internal LateSource(bool isSynchronous) => Stream = isSynchronous
        ? new SynchronousStream { OnRead = (buffer, offset, count) => Fill(buffer.AsSpan(offset, count)) }
        : new ScriptedStream
        {
            OnRead = (memory, token) =>
            {
                TaskCompletionSource<int> read = new();
                _ = TestThread.Start(() =>
                {
                    try
                    {
                        read.SetResult(Fill(memory.Span));
                    }
                    catch (InvalidTimeZoneException e)
                    {
                        read.SetException(e);
                    }
                });
                return new ValueTask<int>(read.Task);
            },
        };

    internal Stream Stream { get; }

    internal void Bring(params byte[] bytes) => _news.Add(bytes);

    internal void Fail(Exception exception) => _news.Add(exception);

    public void Dispose() => _news.CompleteAdding();

    private int Fill(Span<byte> memory)
    {
        byte[] piece = _rest;
        if (piece.Length == 0 && _news.TryTake(out object? news, Timeout.Infinite))
        {
            piece = news is Exception e ? throw e : (byte[])news;
        }

        int count = Math.Min(piece.Length, memory.Length);
        piece.AsSpan(0, count).CopyTo(memory);
        _rest = piece[count..];
        return count;
    }
}
