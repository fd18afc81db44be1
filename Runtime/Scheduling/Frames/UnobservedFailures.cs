namespace Baton;

/// <summary>
/// Tells the handlers of <see cref="CoroutineScheduler.UnobservedFailure"/> and of a scheduler's options. They run where the listeners of
/// <see cref="Telemetry"/> do, and as with these, what they throw breaks nothing. Without a handler nothing is made.
/// </summary>
internal static class UnobservedFailures
{
    // From the first handler on.
    static UnobservedFailures() => Telemetry.UnobservedHandler = Raise;

    internal static event EventHandler<UnobservedFailureEventArgs>? Event;

    /// <summary>A thread where foreign code may run: tells of the failure of a scheduler's frame. Does not throw.</summary>
    internal static void Tell(FrameCore failed)
    {
        if (failed.Scheduler.OnUnobservedFailure is { } callback)
        {
            Telemetry.CallHandler(() => callback(new UnobservedFailureEventArgs(failed, failed.Failure!)));
        }

        Telemetry.Unobserved(failed, failed.Failure!);
    }

    private static void Raise(object source, Exception exception)
    {
        foreach (EventHandler<UnobservedFailureEventArgs> handler in Delegate.EnumerateInvocationList(Event))
        {
            Telemetry.CallHandler(() => handler(null, new UnobservedFailureEventArgs(source, exception)));
        }
    }
}
