using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Baton.Testing.Seams;

/// <summary>What <see cref="TaskAsyncEnumerableExtensions"/> does in code that was compiled with seams.</summary>
[SeamsOf(typeof(TaskAsyncEnumerableExtensions))]
[EditorBrowsable(EditorBrowsableState.Never)]
[DebuggerStepThrough]
[StackTraceHidden]
public static class AsyncEnumerableSeams
{
    /// <inheritdoc cref="TaskAsyncEnumerableExtensions.ConfigureAwait(IAsyncDisposable, bool)"/>
    public static ConfiguredAsyncDisposable ConfigureAwait(IAsyncDisposable source, bool continueOnCapturedContext) =>
        source.ConfigureAwait(continueOnCapturedContext || Seam.IsOn);

    /// <inheritdoc cref="TaskAsyncEnumerableExtensions.ConfigureAwait{T}(IAsyncEnumerable{T}, bool)"/>
    public static ConfiguredCancelableAsyncEnumerable<T> ConfigureAwait<T>(IAsyncEnumerable<T> source, bool continueOnCapturedContext)
        where T : allows ref struct => source.ConfigureAwait(continueOnCapturedContext || Seam.IsOn);
}
