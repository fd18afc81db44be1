namespace Baton;

/// <summary>
/// The thread that makes dumps, one at a time. It starts when there is something to do, and ends when there is nothing left. None of it
/// needs a thread of the .NET thread pool.
/// </summary>
internal static class DumpThread
{
    private static readonly Gate s_gate = new();
    private static readonly Queue<Action> s_jobs = new();   // under s_gate
    private static bool s_runs;                             // is there a thread? under s_gate

    /// <summary>Does another job wait?</summary>
    internal static bool HasMore
    {
        get
        {
            using (s_gate.Enter())
            {
                return s_jobs.Count > 0;
            }
        }
    }

    /// <summary>Has the job done when those before it are done. What it throws is told.</summary>
    /// <exception cref="InvalidOperationException">There is no thread to be had.</exception>
    internal static void Send(Action job)
    {
        using Quiet quiet = Quiet.Begin();
        bool starts;
        using (s_gate.Enter())
        {
            s_jobs.Enqueue(job);
            starts = !s_runs;
            s_runs = true;
        }

        if (starts && !HouseThread.TryStart("Baton dump", Run))
        {
            using (s_gate.Enter())
            {
                s_runs = false;
            }

            throw new InvalidOperationException("There is no thread for a dump.");
        }
    }

    private static void Run()
    {
        while (Next() is { } job)
        {
            try
            {
                job();
            }
            catch (Exception e) // of a listener to whom a dump was told
            {
                Telemetry.CallbackFailed(e);
            }
        }
    }

    private static Action? Next()
    {
        using (s_gate.Enter())
        {
            s_runs = s_jobs.TryDequeue(out Action? job);
            return job;
        }
    }
}
