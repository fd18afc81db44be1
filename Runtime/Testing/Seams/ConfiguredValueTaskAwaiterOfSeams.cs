using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Baton.Testing.Seams;

/// <summary>
/// What <see cref="ConfiguredValueTaskAwaitable{TResult}.ConfiguredValueTaskAwaiter"/> does in code that was compiled with seams.
/// </summary>
/// <remarks>
/// One that no task stands behind is not waited for: what it then does, as to throw that it has not ended, is its own.
/// </remarks>
[SeamsOf(typeof(ConfiguredValueTaskAwaitable<>.ConfiguredValueTaskAwaiter))]
[EditorBrowsable(EditorBrowsableState.Never)]
[DebuggerStepThrough]
[StackTraceHidden]
public static class ConfiguredValueTaskAwaiterOfSeams
{
    /// <inheritdoc cref="ConfiguredValueTaskAwaitable{TResult}.ConfiguredValueTaskAwaiter.GetResult"/>
    public static T GetResult<T>(in ConfiguredValueTaskAwaitable<T>.ConfiguredValueTaskAwaiter awaiter)
    {
        if (Seam.IsOn)
        {
            AwaiterCall.Await(
                AwaiterField<ValueTask<T>>.Of(AwaiterField<ConfiguredValueTaskAwaitable<T>.ConfiguredValueTaskAwaiter>.Of(awaiter)));
        }

        return awaiter.GetResult();
    }
}
