using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Baton.Testing.Seams;

/// <summary>What <see cref="ConfiguredTaskAwaitable{TResult}.ConfiguredTaskAwaiter"/> does in code that was compiled with seams.</summary>
[SeamsOf(typeof(ConfiguredTaskAwaitable<>.ConfiguredTaskAwaiter))]
[EditorBrowsable(EditorBrowsableState.Never)]
[DebuggerStepThrough]
[StackTraceHidden]
public static class ConfiguredTaskAwaiterOfSeams
{
    /// <inheritdoc cref="ConfiguredTaskAwaitable{TResult}.ConfiguredTaskAwaiter.GetResult"/>
    public static T GetResult<T>(in ConfiguredTaskAwaitable<T>.ConfiguredTaskAwaiter awaiter)
    {
        if (Seam.IsOn)
        {
            AwaiterCall.Await(AwaiterField<ConfiguredTaskAwaitable<T>.ConfiguredTaskAwaiter>.Of(awaiter));
        }

        return awaiter.GetResult();
    }
}
