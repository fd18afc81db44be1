namespace Baton;

/// <summary>Where failures come out: a scope with all that is around it, or code that awaits several frames. Is not changed.</summary>
internal sealed class FailurePlace
{
    private readonly ScopeFailures _of;
    private readonly HashSet<long> _awaited;                // the frames whose failures come out; empty for a scope
    private readonly HashSet<ScopeFailures> _scopes = [];   // the scope, and those around
    private readonly HashSet<long> _frames = [];            // that run the blocks of these, and the code here

    /// <param name="of">The failures.</param>
    /// <param name="around">The scope around. Null: none is known.</param>
    /// <param name="awaited">The frames whose failures they are, if they are not those of a scope.</param>
    internal FailurePlace(ScopeFailures of, ScopeCore? around, FrameCore[] awaited)
    {
        _of = of;
        _awaited = [.. awaited.Select(static frame => frame.Id)];
        _scopes.Add(of);
        for (ScopeCore? scope = around; scope is not null && _scopes.Add(scope.Failures); scope = ScopeSurroundings.Of(scope))
        {
            Add(scope.Owner);
        }

        Add(FrameCore.Current);
    }

    /// <summary>Is this known to be around the other place? It is also around itself.</summary>
    internal bool IsAround(FailurePlace other) => other._scopes.Contains(_of) || _awaited.Overlaps(other._frames);

    private void Add(FrameCore? frame)
    {
        for (; frame is not null && _frames.Add(frame.Id); frame = frame.Scheduler.Around)
        {
            // the frames that have called the run
        }
    }
}
