using System.ComponentModel;
using System.Diagnostics;

namespace Baton.Testing.Seams;

/// <summary>What <see cref="Guid"/> does in code that was compiled with seams.</summary>
[SeamsOf(typeof(Guid))]
[EditorBrowsable(EditorBrowsableState.Never)]
[DebuggerStepThrough]
[StackTraceHidden]
public static class GuidSeams
{
    /// <inheritdoc cref="Guid.NewGuid"/>
    public static Guid NewGuid()
    {
        if (SeamCall.Strand is not { } strand)
        {
            return Guid.NewGuid();
        }

        Span<byte> bytes = stackalloc byte[16];
        strand.Run.Random.NextBytes(bytes);
        return new Guid(bytes);
    }
}
