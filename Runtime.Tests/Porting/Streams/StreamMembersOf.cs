namespace Baton.Tests;

/// <summary>Uses a stream by one of its members, and waits by blocking or suspending.</summary>
internal static class StreamMembersOf
{
    internal static IEnumerable<StreamMember> All => Enum.GetValues<StreamMember>();

    internal static IEnumerable<StreamMember> Reads => All.Where(member => member <= StreamMember.CopyToAsync);

    internal static bool IsRead(this StreamMember member) => member <= StreamMember.CopyToAsync;

    internal static bool IsWrite(this StreamMember member) => member is >= StreamMember.WriteArray and <= StreamMember.WriteArrayAsync;

    /// <summary>Reads all that is left, or writes the bytes, or does what the member is for.</summary>
    internal static byte[] Use(this StreamMember member, Stream stream, byte[] bytes)
    {
        if (member.IsRead())
        {
            return ReadAll(member, stream);
        }

        Put(member, stream, bytes);
        return [];
    }

    internal static byte[] ReadAll(this StreamMember member, Stream stream)
    {
        MemoryStream read = new();
        if (member == StreamMember.CopyTo)
        {
            stream.CopyTo(read, 3);
            return read.ToArray();
        }

        if (member == StreamMember.CopyToAsync)
        {
            stream.CopyToAsync(read, 3).Await();
            return read.ToArray();
        }

        byte[] piece = new byte[4];
        int count;
        while ((count = Read(member, stream, piece)) > 0)
        {
            read.Write(piece, 1, count);
        }

        return read.ToArray();
    }

    /// <summary>Reads up to three bytes behind the first of the buffer; a single one if the member is for that.</summary>
    internal static int Read(this StreamMember member, Stream stream, byte[] piece)
    {
        switch (member)
        {
            case StreamMember.ReadArray:
                return stream.Read(piece, 1, 3);
            case StreamMember.ReadSpan:
                return stream.Read(piece.AsSpan(1, 3));
            case StreamMember.ReadByte:
                int one = stream.ReadByte();
                piece[1] = (byte)one;
                return one < 0 ? 0 : 1;
            case StreamMember.BeginRead:
                return stream.EndRead(stream.BeginRead(piece, 1, 3, null, null));
            case StreamMember.ReadAsync:
                return stream.ReadAsync(piece.AsMemory(1, 3)).Await();
            case StreamMember.ReadArrayAsync:
#pragma warning disable CA1835 // the older form is a member too
                return stream.ReadAsync(piece, 1, 3).Await();
#pragma warning restore CA1835
            default:
                throw new ArgumentOutOfRangeException(nameof(member), member, null);
        }
    }

    internal static void Put(this StreamMember member, Stream stream, byte[] bytes)
    {
        switch (member)
        {
            case StreamMember.WriteArray:
                stream.Write(bytes, 0, 2);
                stream.Write(bytes, 2, bytes.Length - 2);
                break;
            case StreamMember.WriteSpan:
                stream.Write(bytes.AsSpan());
                break;
            case StreamMember.WriteByte:
                Array.ForEach(bytes, stream.WriteByte);
                break;
            case StreamMember.BeginWrite:
                stream.EndWrite(stream.BeginWrite(bytes, 0, bytes.Length, null, null));
                break;
            case StreamMember.WriteAsync:
                stream.WriteAsync(bytes).Await();
                break;
            case StreamMember.WriteArrayAsync:
#pragma warning disable CA1835 // the older form is a member too
                stream.WriteAsync(bytes, 0, bytes.Length).Await();
#pragma warning restore CA1835
                break;
            case StreamMember.Flush:
                stream.Flush();
                break;
            case StreamMember.FlushAsync:
                stream.FlushAsync().Await();
                break;
            default:
                stream.Dispose();
                break;
        }
    }
}
