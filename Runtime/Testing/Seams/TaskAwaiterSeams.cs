using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Baton.Testing.Seams;

/// <summary>What <see cref="TaskAwaiter"/> does in code that was compiled with seams.</summary>
[SeamsOf(typeof(TaskAwaiter))]
[EditorBrowsable(EditorBrowsableState.Never)]
[DebuggerStepThrough]
[StackTraceHidden]
public static class TaskAwaiterSeams
{
    /// <inheritdoc cref="TaskAwaiter.GetResult"/>
    public static void GetResult(in TaskAwaiter awaiter)
    {
        if (Seam.IsOn)
        {
            AwaiterCall.Await(AwaiterField<TaskAwaiter>.Of(awaiter));
        }

        awaiter.GetResult();
    }
}
