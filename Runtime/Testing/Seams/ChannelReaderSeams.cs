using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace Baton.Testing.Seams;

/// <summary>
/// What <see cref="ChannelReader{T}"/> does in code that was compiled with seams, where .NET's own code would leave the run.
/// </summary>
[SeamsOf(typeof(ChannelReader<>))]
[EditorBrowsable(EditorBrowsableState.Never)]
[DebuggerStepThrough]
[StackTraceHidden]
public static class ChannelReaderSeams
{
    /// <inheritdoc cref="ChannelReader{T}.ReadAllAsync(CancellationToken)"/>
    public static IAsyncEnumerable<T> ReadAllAsync<T>(ChannelReader<T> reader, CancellationToken cancellationToken) =>
        Seam.IsOn && reader is not null ? ReadAll(reader, cancellationToken) : reader!.ReadAllAsync(cancellationToken);

    private static async IAsyncEnumerable<T> ReadAll<T>(
        ChannelReader<T> reader, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Seam.Call(reader, true, "ChannelReader.WaitToReadAsync");
#pragma warning disable CA2012 // it is handed on, and awaited once
        while (await Seam.Given(reader.WaitToReadAsync(cancellationToken)).ConfigureAwait(true))
#pragma warning restore CA2012
        {
            Seam.Call(reader, true, "ChannelReader.TryRead");
            while (reader.TryRead(out T? item))
            {
                yield return item;
                Seam.Call(reader, true, "ChannelReader.TryRead");
            }

            Seam.Call(reader, true, "ChannelReader.WaitToReadAsync");
        }
    }
}
