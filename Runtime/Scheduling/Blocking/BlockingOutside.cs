namespace Baton;

/// <summary>What <c>Await</c> and <c>Delay</c> do outside every scheduler: block the thread, and report that.</summary>
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
}
