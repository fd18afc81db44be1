using System.Runtime.CompilerServices;

namespace Baton;

/// <summary>Which scope is around code, or around another scope, on whatever stack. Fields of frames that wait there are read.</summary>
/// <remarks>
/// The stack counts first: bodies belong to their resumers, frames to the scope that has started them, and runs to the code that has called
/// them. Where that ends, the execution context tells: see <see cref="ScopeFlow"/>.
/// </remarks>
internal static class ScopeSurroundings
{
    /// <summary>The innermost scope around the calling code. Null: none is known.</summary>
    internal static ScopeCore? Here => (CoroutineCore.Current is { } body ? OfBody(body)
        : FrameCore.Current is { } frame ? OfStack(frame)
        : ScopeFlow.Outside) ?? ScopeFlow.Innermost;

    /// <summary>The same, for a run that is called for. Null: none is known.</summary>
    internal static WeakReference<ScopeCore>? NoteHere() => Here is { } scope ? new WeakReference<ScopeCore>(scope) : null;

    /// <summary>The scope around this one. Null: none is known.</summary>
    internal static ScopeCore? Of(ScopeCore scope) => scope.Around
        ?? (scope.Home is { } body ? OfResumer(body) : scope.Owner is { } frame ? OfFrame(frame) : scope.Flow.OutsideBefore)
        ?? scope.Flow.Before;

    /// <summary>
    /// The scope whose block runs around this one's on the same stack, of a frame, of bodies in it, or of a thread: what this one throws
    /// goes there. Null: there is none. The block's own thread.
    /// </summary>
    internal static ScopeCore? OnStackOf(ScopeCore scope) => scope.Around
        ?? (scope.Home is { } body ? OfResumer(body, isStackAlone: true) : scope.Owner is null ? scope.Flow.OutsideBefore : null);

    private static ScopeCore? OfBody(CoroutineCore body) => (ScopeCore?)body.OpenBlock ?? OfResumer(body);

    // A loop: bodies are nested as deep as users like, and the thread may have a small stack.
    private static ScopeCore? OfResumer(CoroutineCore body, bool isStackAlone = false)
    {
        while (body.Resumer.Parent is { } parent)
        {
            if (parent.OpenBlock is ScopeCore block)
            {
                return block;
            }

            body = parent;
        }

        return body.Driver is not FrameCore frame ? Unsafe.As<ScopeCore?>(body.Resumer.Scope)
            : isStackAlone ? frame.InnermostScope
            : OfStack(frame);
    }

    private static ScopeCore? OfStack(FrameCore frame) => frame.InnermostScope ?? OfFrame(frame);

    private static ScopeCore? OfFrame(FrameCore frame) => frame.Scope
        ?? (frame.Scheduler.CalledIn is { } called && called.TryGetTarget(out ScopeCore? scope) ? scope : null);
}
