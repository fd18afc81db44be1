using System.Runtime.CompilerServices;

namespace Baton;

/// <summary>
/// How a scope reaches what its block and its functions begin elsewhere: with the execution context. So a scope knows which scope is around
/// it also in pool work, in tasks and <c>async</c> functions, in frames of other schedulers, and in bodies that no thread waits for.
/// </summary>
/// <remarks>
/// A limit collects no failures, and does not flow. The links are weak: an execution context may live for ever. Those of an open scope are
/// kept alive by its block.
/// </remarks>
internal readonly struct ScopeFlow
{
    private static readonly AsyncLocal<WeakReference<ScopeCore>?> s_innermost = new();

    private readonly WeakReference<ScopeCore>? _own;    // null: the scope does not flow
    private readonly WeakReference<ScopeCore>? _before; // null: none

    private ScopeFlow(ScopeCore scope, bool isOutside)
    {
        _own = scope.Rules.IsLimit ? null : new WeakReference<ScopeCore>(scope);
        _before = s_innermost.Value;
        OutsideBefore = isOutside ? Outside : null;
    }

    /// <summary>The innermost scope that has come with the calling code's execution context. Null: none.</summary>
    internal static ScopeCore? Innermost => Target(s_innermost.Value);

    /// <summary>The innermost scope that the calling thread has opened outside every scheduler and body. Null: none.</summary>
    internal static ScopeCore? Outside => Unsafe.As<ScopeCore?>(RunsFor.Scope);

    /// <summary>What <see cref="Outside"/> was before this scope. Null: none, or the scope is in a scheduler or a body.</summary>
    internal ScopeCore? OutsideBefore { get; }

    /// <summary>What <see cref="Innermost"/> was where the scope was opened. Null: none.</summary>
    internal ScopeCore? Before => Target(_before);

    /// <summary>The calling thread opens the scope. May fail for want of memory, and has changed nothing then.</summary>
    /// <param name="scope">Its rules are known.</param>
    /// <param name="isOutside">Is it outside every scheduler and body?</param>
    internal static ScopeFlow Enter(ScopeCore scope, bool isOutside)
    {
        ScopeFlow flow = new(scope, isOutside);
        if (flow._own is not null)
        {
            s_innermost.Value = flow._own;
        }

        if (isOutside)
        {
            RunsFor.Scope = scope;
        }

        return flow;
    }

    /// <summary>
    /// The block's own thread: the scope ends. Does not fail. Without memory the code behind the block looks as if it were inside.
    /// </summary>
    internal void Leave(ScopeCore scope)
    {
        if (Outside == scope)
        {
            RunsFor.Scope = OutsideBefore;
        }

        try
        {
            if (_own is not null && s_innermost.Value == _own)
            {
                s_innermost.Value = _before;
            }
        }
        catch (Exception e) when (NoMemory.Is(e))
        {
            // see above
        }
    }

    private static ScopeCore? Target(WeakReference<ScopeCore>? link) =>
        link is not null && link.TryGetTarget(out ScopeCore? scope) ? scope : null;
}
