using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Baton.Testing.Seams;

/// <summary>What <see cref="ConfiguredTaskAwaitable.ConfiguredTaskAwaiter"/> does in code that was compiled with seams.</summary>
[SeamsOf(typeof(ConfiguredTaskAwaitable.ConfiguredTaskAwaiter))]
[EditorBrowsable(EditorBrowsableState.Never)]
[DebuggerStepThrough]
[StackTraceHidden]
public static class ConfiguredTaskAwaiterSeams
{
    /// <inheritdoc cref="ConfiguredTaskAwaitable.ConfiguredTaskAwaiter.GetResult"/>
    public static void GetResult(in ConfiguredTaskAwaitable.ConfiguredTaskAwaiter awaiter)
    {
        if (Seam.IsOn)
        {
            AwaiterCall.Await(AwaiterField<ConfiguredTaskAwaitable.ConfiguredTaskAwaiter>.Of(awaiter));
        }

        awaiter.GetResult();
    }
}
