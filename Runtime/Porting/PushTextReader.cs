using System.Runtime.CompilerServices;
using System.Text;

namespace Baton;

/// <summary>The reader that a push parser of characters reads: where another blocks, this suspends.</summary>
internal sealed class PushTextReader(PushInput<char> input) : TextReader
{
    private bool _isClosed; // has the parser disposed it? body

    public override int Peek()
    {
        ReadOnlySpan<char> piece = AwaitPiece();
        return piece.IsEmpty ? -1 : piece[0];
    }

    public override int Read()
    {
        int value = Peek();
        if (value >= 0)
        {
            input.Use(1);
        }

        return value;
    }

    public override int Read(Span<char> buffer)
    {
        ObjectDisposedException.ThrowIf(_isClosed, this);
        return input.Read(buffer);
    }

    public override int Read(char[] buffer, int index, int count) => Read(Checked(buffer, index, count).Span);

    public override int ReadBlock(Span<char> buffer)
    {
        int taken = 0;
        int read;
        while (taken < buffer.Length && (read = Read(buffer[taken..])) > 0)
        {
            taken += read;
        }

        return taken;
    }

    public override int ReadBlock(char[] buffer, int index, int count) => ReadBlock(Checked(buffer, index, count).Span);

    public override string? ReadLine()
    {
        StringBuilder? before = null; // the line's part in earlier pieces
        string? line;
        while (!TryEndLine(ref before, out line))
        {
        }

        return line;
    }

    public override string ReadToEnd()
    {
        StringBuilder text = new();
        while (AppendPiece(text))
        {
        }

        return text.ToString();
    }

    public override ValueTask<int> ReadAsync(Memory<char> buffer, CancellationToken cancellationToken = default) => PushReads.Completed(
        (Reader: this, Buffer: buffer), static call => call.Reader.Read(call.Buffer.Span), cancellationToken);

    public override Task<int> ReadAsync(char[] buffer, int index, int count) =>
        ReadAsync(Checked(buffer, index, count), CancellationToken.None).AsTask();

    public override ValueTask<int> ReadBlockAsync(Memory<char> buffer, CancellationToken cancellationToken = default) =>
        PushReads.Completed((Reader: this, Buffer: buffer), static call => call.Reader.ReadBlock(call.Buffer.Span), cancellationToken);

    public override Task<int> ReadBlockAsync(char[] buffer, int index, int count) =>
        ReadBlockAsync(Checked(buffer, index, count), CancellationToken.None).AsTask();

    public override ValueTask<string?> ReadLineAsync(CancellationToken cancellationToken) =>
        PushReads.Completed(this, static reader => reader.ReadLine(), cancellationToken);

    public override Task<string?> ReadLineAsync() => ReadLineAsync(CancellationToken.None).AsTask();

    public override Task<string> ReadToEndAsync(CancellationToken cancellationToken) =>
        PushReads.Completed(this, static reader => reader.ReadToEnd(), cancellationToken).AsTask();

    public override Task<string> ReadToEndAsync() => ReadToEndAsync(CancellationToken.None);

    protected override void Dispose(bool disposing)
    {
        _isClosed = true;
        base.Dispose(disposing);
    }

    // This and the next are methods of their own, so that no local of the loop keeps the last piece alive during a wait.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool TryEndLine(ref StringBuilder? before, out string? line)
    {
        ReadOnlySpan<char> piece = AwaitPiece();
        int length = piece.IndexOfAny('\r', '\n');
        if (length < 0 && !piece.IsEmpty)
        {
            before = (before ?? new StringBuilder()).Append(piece);
            input.Use(piece.Length);
            line = null;
            return false;
        }

        if (length < 0)
        {
            line = before?.ToString();
            return true;
        }

        line = before is null ? new string(piece[..length]) : before.Append(piece[..length]).ToString();
        bool maybeTwo = piece[length] == '\r';
        input.Use(length + 1);
        if (maybeTwo && Peek() == '\n')
        {
            input.Use(1);
        }

        return true;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool AppendPiece(StringBuilder text)
    {
        ReadOnlySpan<char> piece = AwaitPiece();
        text.Append(piece);
        input.Use(piece.Length);
        return !piece.IsEmpty;
    }

    private ReadOnlySpan<char> AwaitPiece()
    {
        ObjectDisposedException.ThrowIf(_isClosed, this);
        return input.Await().Span;
    }

    private static Memory<char> Checked(char[] buffer, int index, int count)
    {
        ArgumentNullException.ThrowIfNull(buffer);
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        return index + (long)count <= buffer.Length
            ? new Memory<char>(buffer, index, count)
            : throw new ArgumentException(
                $"{count} characters from {index} are beyond the end of a buffer of {buffer.Length}.", nameof(count));
    }
}
