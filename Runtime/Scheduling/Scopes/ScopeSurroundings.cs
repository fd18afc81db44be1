namespace Baton;

/// <summary>Which scope is around code, or around another scope, on whatever stack. Fields of frames that wait there are read.</summary>
internal static class ScopeSurroundings
{
    [ThreadStatic]
    private static ScopeCore? s_outside; // the innermost that the thread has opened, outside every scheduler and body; that thread

    /// <summary>The innermost scope around the calling code. Null: none is known.</summary>
    internal static ScopeCore? Here =>
        CoroutineCore.Current is { } body ? OfBody(body) : FrameCore.Current is { } frame ? OfStack(frame) : s_outside;

    /// <summary>The same, for a run that is called for. Null: none is known.</summary>
    internal static WeakReference<ScopeCore>? NoteHere() => Here is { } scope ? new WeakReference<ScopeCore>(scope) : null;

    /// <summary>The scope around this one. Null: none is known.</summary>
    internal static ScopeCore? Of(ScopeCore scope) => scope.Around
        ?? (scope.Home is { } body ? OfResumer(body) : scope.Owner is { } frame ? OfFrame(frame) : scope.AroundOutside);

    /// <summary>The calling thread opens a scope outside every scheduler and body.</summary>
    /// <returns>The one that was the innermost.</returns>
    internal static ScopeCore? EnterOutside(ScopeCore scope)
    {
        ScopeCore? before = s_outside;
        s_outside = scope;
        return before;
    }

    /// <summary>The block's own thread: the scope ends. No effect on a scope that is inside a scheduler or a body.</summary>
    internal static void LeaveOutside(this ScopeCore scope)
    {
        if (s_outside == scope)
        {
            s_outside = scope.AroundOutside;
        }
    }

    private static ScopeCore? OfBody(CoroutineCore body) => (ScopeCore?)body.OpenBlock ?? OfResumer(body);

    private static ScopeCore? OfResumer(CoroutineCore body) => body.Resumer.Parent is { } parent ? OfBody(parent)
        : body.Driver is FrameCore frame ? OfStack(frame)
        : null;

    private static ScopeCore? OfStack(FrameCore frame) => frame.InnermostScope ?? OfFrame(frame);

    private static ScopeCore? OfFrame(FrameCore frame) => frame.Scope
        ?? (frame.Scheduler.CalledIn is { } called && called.TryGetTarget(out ScopeCore? scope) ? scope : null);
}
