namespace Baton;

/// <summary>
/// Runs what may call foreign code, or may take long, on threads of the library's own. The thread that sends an errand has a baton in hand,
/// or is a worker's or the clock's, and is no place for that. The .NET thread pool is none either: it may be starved.
/// </summary>
/// <remarks>
/// <para>Errands complete tasks and value tasks, run callbacks of tokens, tell listeners, and visit the queues of pools. The code that they
/// call seldom blocks: continuations go to the .NET pool, unless their context or task scheduler is asked where they run.</para>
/// <para>It may block all the same. So the library's own steps, which call no foreign code, have a queue for themselves: a limit of time
/// comes in time, however long foreign code keeps the other queues. Callbacks of tokens have one too, whose threads come faster.</para>
/// </remarks>
internal static class Errands
{
    private static readonly Action<IErrand> s_run = static errand => errand.Run();
    private static readonly ErrandQueue s_foreign = new("Baton errands", mostPatience: 8);
    private static readonly ErrandQueue s_callbacks = new("Baton callbacks", mostPatience: 1); // a wait may end by what stands behind
    private static readonly ErrandQueue s_own = new("Baton steps", mostPatience: 1);

    /// <summary>
    /// Whoever makes what others may wait for: what cannot be made without memory later is made now, the clock included.
    /// </summary>
    internal static void Prepare() => Clock.Prepare();

    /// <summary>Threads that run errands, or wait for one. For tests.</summary>
    internal static int Threads => s_foreign.Threads + s_callbacks.Threads + s_own.Threads;

    /// <summary>
    /// Any thread, with a baton or without: has the errand run soon. Runs no foreign code, does not wait, and does not fail.
    /// </summary>
    /// <param name="errand">Is in no queue.</param>
    internal static void Send(IErrand errand) => Send(errand, s_foreign);

    /// <summary>As <see cref="Send(IErrand)"/>, for what needs no object of its own. May fail for want of memory.</summary>
    internal static void Send<T>(Action<T> action, T on) => Send(new ActErrand<T>(action, on));

    /// <summary>As <see cref="Send(IErrand)"/>, for an errand that calls no foreign code and does not block.</summary>
    internal static void SendOwn(IErrand errand) => Send(errand, s_own);

    /// <summary>
    /// As <see cref="Send(IErrand)"/>, for the callbacks of a token: a user's, which may block, and the library's own, which end waits.
    /// </summary>
    internal static void SendCallbacks(IErrand errand) => Send(errand, s_callbacks);

    /// <summary>As <see cref="Send(IErrand)"/>, but never by a run of a test: for what is told to listeners.</summary>
    internal static void SendHome(IErrand errand) => s_foreign.Send(errand);

    /// <summary>
    /// A thread that owes the errand to others: runs it, and again if it fails for want of memory. What foreign code throws is told, and
    /// ends neither the thread nor the process.
    /// </summary>
    internal static void Run(IErrand errand)
    {
        try
        {
            NoMemory.Insist(s_run, errand);
        }
        catch (Exception e) // the last line: an errand has its own way with the foreign code that it knows of
        {
            Telemetry.CallbackFailed(e);
        }
    }

    /// <summary>The library is being unloaded: the idle threads end.</summary>
    internal static void LeaveNoThreadIdle()
    {
        s_foreign.LeaveNoThreadIdle();
        s_callbacks.LeaveNoThreadIdle();
        s_own.LeaveNoThreadIdle();
    }

    private static void Send(IErrand errand, ErrandQueue queue)
    {
        if (ControlledThread.CurrentRun is { } run)
        {
            run.Send(static errand => ((IErrand)errand).Run(), errand);
            return;
        }

        queue.Send(errand);
    }
}
