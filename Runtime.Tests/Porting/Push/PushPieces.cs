namespace Baton.Tests;

/// <summary>Input cut into pieces: to be pushed, or to be pulled from a reader that blocks and gives the same pieces.</summary>
internal static class PushPieces
{
    internal static List<ReadOnlyMemory<T>> Cut<T>(ReadOnlyMemory<T> data, PushFeed feed, int seed = 0)
    {
        Random random = new(seed);
        int most = seed % 2 == 0 ? 300 : 12;
        List<ReadOnlyMemory<T>> pieces = [];
        while (data.Length > 0)
        {
            int size = feed switch
            {
                PushFeed.Whole => data.Length,
                PushFeed.Singly => 1,
                _ => random.Next(20) == 0 ? 0 : Math.Min(data.Length, random.Next(1, most)),
            };
            pieces.Add(data[..size]);
            data = data[size..];
        }

        return pieces;
    }

    internal static Stream Stream(List<ReadOnlyMemory<byte>> pieces) => new PieceStream(new Queue<ReadOnlyMemory<byte>>(pieces));

    internal static TextReader Reader(List<ReadOnlyMemory<char>> pieces) => new PieceReader(new Queue<ReadOnlyMemory<char>>(pieces));

    private static int Take<T>(ref ReadOnlyMemory<T> piece, Queue<ReadOnlyMemory<T>> pieces, Span<T> buffer)
    {
        while (piece.IsEmpty && buffer.Length > 0 && pieces.TryDequeue(out piece))
        {
        }

        int count = Math.Min(piece.Length, buffer.Length);
        piece.Span[..count].CopyTo(buffer);
        piece = piece[count..];
        return count;
    }

    private sealed class PieceStream(Queue<ReadOnlyMemory<byte>> pieces) : Stream
    {
        private ReadOnlyMemory<byte> _piece;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count) => Take(ref _piece, pieces, buffer.AsSpan(offset, count));

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }

    // All but these two is as TextReader has it.
    private sealed class PieceReader(Queue<ReadOnlyMemory<char>> pieces) : TextReader
    {
        private readonly char[] _next = new char[1];
        private ReadOnlyMemory<char> _piece;
        private bool _hasNext;

        public override int Peek()
        {
            _hasNext = _hasNext || Take(ref _piece, pieces, _next) > 0;
            return _hasNext ? _next[0] : -1;
        }

        public override int Read()
        {
            int next = Peek();
            _hasNext = false;
            return next;
        }

        public override int Read(char[] buffer, int index, int count)
        {
            if (_hasNext && count > 0)
            {
                buffer[index] = (char)Read();
                return 1;
            }

            return Take(ref _piece, pieces, buffer.AsSpan(index, count));
        }
    }
}
