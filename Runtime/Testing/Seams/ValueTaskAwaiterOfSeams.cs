using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Baton.Testing.Seams;

/// <summary>What <see cref="ValueTaskAwaiter{TResult}"/> does in code that was compiled with seams.</summary>
/// <remarks>
/// One that no task stands behind is not waited for: what it then does, as to throw that it has not ended, is its own.
/// </remarks>
[SeamsOf(typeof(ValueTaskAwaiter<>))]
[EditorBrowsable(EditorBrowsableState.Never)]
[DebuggerStepThrough]
[StackTraceHidden]
public static class ValueTaskAwaiterOfSeams
{
    /// <inheritdoc cref="ValueTaskAwaiter{TResult}.GetResult"/>
    public static T GetResult<T>(in ValueTaskAwaiter<T> awaiter)
    {
        if (Seam.IsOn)
        {
            AwaiterCall.Await(AwaiterField<ValueTask<T>>.Of(AwaiterField<ValueTaskAwaiter<T>>.Of(awaiter)));
        }

        return awaiter.GetResult();
    }
}
