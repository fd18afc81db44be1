namespace Baton.Tests;

/// <summary>Counts the failed tasks that the runtime reports because nobody looked at what they failed with.</summary>
internal static class UnobservedTasks
{
    internal static int CountDuring<TException>(Action action)
        where TException : Exception
    {
        int count = 0;
        void OnUnobserved(object? sender, UnobservedTaskExceptionEventArgs e) =>
            Interlocked.Add(ref count, e.Exception.Flatten().InnerExceptions.Count(inner => inner is TException));

        TaskScheduler.UnobservedTaskException += OnUnobserved;
        try
        {
            action();
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
        finally
        {
            TaskScheduler.UnobservedTaskException -= OnUnobserved;
        }

        return count;
    }
}
