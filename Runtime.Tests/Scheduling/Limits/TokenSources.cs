using System.Runtime.CompilerServices;

namespace Baton.Tests;

/// <summary>Looks behind a token.</summary>
internal static class TokenSources
{
    internal static CancellationTokenSource Of(CancellationToken token) => SourceOf(ref token)!;

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_source")]
    private static extern ref CancellationTokenSource? SourceOf(ref CancellationToken token);
}
