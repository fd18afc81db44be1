namespace Baton;

/// <summary>
/// What waits do outside every scheduler: block the thread, and report that. An <see cref="OutsideToken"/> ends them.
/// </summary>
internal static class BlockingOutside
{
    internal const string Switch = "Baton.ThrowOnBlockingOutside";

    /// <summary>Before a wait that blocks.</summary>
    /// <exception cref="InvalidOperationException">The application has turned such waits into errors.</exception>
    internal static void Enter(string what)
    {
        if (AppContext.TryGetSwitch(Switch, out bool throws) && throws)
        {
            throw new InvalidOperationException(
                $"{what} would block this thread: it is called outside every coroutine scheduler, and the switch {Switch} forbids that. " +
                "Call it from a frame: put the code that leads here into CoroutineScheduler.Run, RunAsync or Start. In asynchronous " +
                "code use await.");
        }

        Telemetry.BlockedOutside(what);
    }

    /// <summary>Blocks the thread until the first of the tasks has ended. Does not look at its result.</summary>
    /// <exception cref="OperationCanceledException">The token that counts here has fired first.</exception>
    internal static void Await(string what, params Task[] tasks)
    {
        Enter(what);
        if (OutsideToken.Untold is not { } outside)
        {
            Task.WaitAny(tasks); // does not throw the task's exception
            return;
        }

        try
        {
            Task.WaitAny(tasks, outside.Token);
        }
        catch (OperationCanceledException)
        {
            if (!Array.Exists(tasks, task => task.IsCompleted))
            {
                throw outside.Tell();
            }
        }
    }
}
