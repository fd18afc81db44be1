using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Baton.Testing.Seams;

/// <summary>What <see cref="ValueTaskAwaiter"/> does in code that was compiled with seams.</summary>
/// <remarks>
/// One that no task stands behind is not waited for: what it then does, as to throw that it has not ended, is its own.
/// </remarks>
[SeamsOf(typeof(ValueTaskAwaiter))]
[EditorBrowsable(EditorBrowsableState.Never)]
[DebuggerStepThrough]
[StackTraceHidden]
public static class ValueTaskAwaiterSeams
{
    /// <inheritdoc cref="ValueTaskAwaiter.GetResult"/>
    public static void GetResult(in ValueTaskAwaiter awaiter)
    {
        if (Seam.IsOn)
        {
            AwaiterCall.Await(AwaiterField<ValueTask>.Of(AwaiterField<ValueTaskAwaiter>.Of(awaiter)));
        }

        awaiter.GetResult();
    }
}
