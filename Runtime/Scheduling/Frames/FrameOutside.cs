namespace Baton;

/// <summary>Frames that have ended before anybody sees them: those of functions called outside every scheduler, or never to run.</summary>
internal static class FrameOutside
{
    // never runs anything: a home for frames that have ended
    private static readonly SchedulerCore s_nowhere = SchedulerCore.CreateClosed();

    /// <summary>Runs the function to its end on the calling thread.</summary>
    internal static FrameCore<T> Run<T>(Func<T> function, string? name, ScopeCore? scope)
    {
        FrameCore<T> frame = new(s_nowhere, function, name) { Scope = scope };
        scope?.OnStarting(frame);
        FrameRun.RunOutside(frame);
        return frame;
    }

    internal static FrameCore<T> Canceled<T>(Func<T> function, string? name, CancellationToken token)
    {
        FrameCore<T> frame = new(s_nowhere, function, name);
        frame.Cancellation.Ask(); // so that whoever awaits it and is canceled with the scope meets its own cancellation, and not both
        frame.EndOutside(new OperationCanceledException($"{frame} was not begun: its scope is canceled.", token));
        return frame;
    }
}
