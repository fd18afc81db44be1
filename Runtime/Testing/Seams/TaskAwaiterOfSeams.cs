using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Baton.Testing.Seams;

/// <summary>What <see cref="TaskAwaiter{TResult}"/> does in code that was compiled with seams.</summary>
[SeamsOf(typeof(TaskAwaiter<>))]
[EditorBrowsable(EditorBrowsableState.Never)]
[DebuggerStepThrough]
[StackTraceHidden]
public static class TaskAwaiterOfSeams
{
    /// <inheritdoc cref="TaskAwaiter{TResult}.GetResult"/>
    public static T GetResult<T>(in TaskAwaiter<T> awaiter)
    {
        if (Seam.IsOn)
        {
            AwaiterCall.Await(AwaiterField<TaskAwaiter<T>>.Of(awaiter));
        }

        return awaiter.GetResult();
    }
}
