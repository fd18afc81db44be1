using System.Buffers;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.ObjectPool;

namespace Baton;

/// <summary>Writes objects as JSON, one a line.</summary>
internal static class JsonLines
{
    private const int MostKept = 64 * 1024; // bytes of a buffer that goes back to the pool

    private static readonly ObjectPool<ArrayBufferWriter<byte>> s_buffers = ObjectPool.Create(new Policy());

    /// <param name="writer">What is written to.</param>
    /// <param name="kind">The object's member <c>kind</c>, the first.</param>
    /// <param name="of">What the object is about.</param>
    /// <param name="write">Writes the other members.</param>
    internal static void Write<T>(TextWriter writer, string kind, T of, Action<Utf8JsonWriter, T> write)
    {
        ArrayBufferWriter<byte> buffer = s_buffers.Get();
        using (Utf8JsonWriter json = new(buffer))
        {
            json.WriteStartObject();
            json.WriteString("kind", kind);
            write(json, of);
            json.WriteEndObject();
        }

        writer.WriteLine(Encoding.UTF8.GetString(buffer.WrittenSpan));
        s_buffers.Return(buffer);
    }

    private sealed class Policy : PooledObjectPolicy<ArrayBufferWriter<byte>>
    {
        public override ArrayBufferWriter<byte> Create() => new(1024);

        public override bool Return(ArrayBufferWriter<byte> obj)
        {
            obj.ResetWrittenCount();
            return obj.Capacity <= MostKept;
        }
    }
}
