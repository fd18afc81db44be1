using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Baton.Testing.Seams;

/// <summary>What <see cref="ValueTask{TResult}"/> does in code that was compiled with seams.</summary>
[SeamsOf(typeof(ValueTask<>))]
[EditorBrowsable(EditorBrowsableState.Never)]
[DebuggerStepThrough]
[StackTraceHidden]
public static class ValueTaskOfSeams
{
    /// <inheritdoc cref="ValueTask{TResult}.ConfigureAwait"/>
    public static ConfiguredValueTaskAwaitable<T> ConfigureAwait<T>(in ValueTask<T> task, bool continueOnCapturedContext) =>
        task.ConfigureAwait(continueOnCapturedContext || Seam.IsOn);
}
