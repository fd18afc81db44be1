using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Baton.Testing.Seams;

/// <summary>What <see cref="ValueTask"/> does in code that was compiled with seams.</summary>
[SeamsOf(typeof(ValueTask))]
[EditorBrowsable(EditorBrowsableState.Never)]
[DebuggerStepThrough]
[StackTraceHidden]
public static class ValueTaskSeams
{
    /// <inheritdoc cref="ValueTask.ConfigureAwait"/>
    public static ConfiguredValueTaskAwaitable ConfigureAwait(in ValueTask task, bool continueOnCapturedContext) =>
        task.ConfigureAwait(continueOnCapturedContext || Seam.IsOn);
}
