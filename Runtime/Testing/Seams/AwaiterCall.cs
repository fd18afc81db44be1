using System.Diagnostics;
using Baton.Testing.Seams;

namespace Baton.Testing;

/// <summary>The seams of awaiters that code asks for their result.</summary>
[StackTraceHidden]
internal static class AwaiterCall
{
    /// <summary>Code is about to take the result, or to wait for it.</summary>
    /// <param name="source">What has the result. If it is no task, the step alone is made.</param>
    internal static void Await(object? source)
    {
        if (source is Task task)
        {
            TaskCall.Await(task, Timeout.Infinite, CancellationToken.None);
        }
        else
        {
            Seam.Call(source, isWrite: true, "takes result");
        }
    }
}
