using System.Diagnostics;

namespace Baton;

/// <summary>
/// The failures of one task, as <see cref="Task.WhenAll(Task[])"/> has several. The first comes out of a wait, and keeps the others.
/// </summary>
[StackTraceHidden]
internal static class TaskFailures
{
    internal static bool AreSeveral(Task ended) => ended.IsFaulted && ended.Exception!.InnerExceptions.Count > 1;

    /// <summary>
    /// At the end of a wait, after <see cref="CanceledWait.MeetIfCanceled"/>: throws if there are several. The task throws one alone.
    /// </summary>
    internal static void ThrowIfSeveral(Task ended)
    {
        if (AreSeveral(ended))
        {
            ScopeFailures failures = new();
            foreach (Exception failure in ended.Exception!.InnerExceptions)
            {
                failures.Add(ThrownFault.Capture(failure));
            }

            failures.Throw();
        }
    }
}
