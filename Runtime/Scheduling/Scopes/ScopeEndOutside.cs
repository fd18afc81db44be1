using System.Diagnostics;

namespace Baton;

/// <summary>
/// How a scope outside every scheduler is canceled and ends. What its threads do there is made before: a scope ends whether there is memory
/// or not.
/// </summary>
[StackTraceHidden]
internal static class ScopeEndOutside
{
    private static readonly Action<(ScopeCore Scope, bool ByBlock)> s_cancel =
        static cancel => CancelUnderGate(cancel.Scope, cancel.ByBlock);

    private static readonly Action<ScopeCore> s_cancelByToken = static scope => scope.CancelOutside(byBlock: false);
    private static readonly Action<(ScopeCore Scope, FrameCore Function)> s_forget = static end => end.Scope.ForgetOutside(end.Function);

    private static readonly Action<(ScopeCore Scope, ThrownFault? Fault)> s_finish =
        static end => FinishUnderGate(end.Scope, end.Fault);

    /// <summary>
    /// Outside every scheduler: cancels the scope. If the block itself asks, the scope is disposed, and nothing new starts. While a
    /// function runs, the call comes from that function, not from the block.
    /// </summary>
    internal static void CancelOutside(this ScopeCore scope, bool byBlock) =>
        Uninterrupted.Run(s_cancel, (scope, byBlock));

    private static void CancelUnderGate(ScopeCore scope, bool byBlock)
    {
        lock (scope.Gate)
        {
            if (!byBlock || scope.Children.Count > 0)
            {
                scope.Cancellation.Cancel();
                return;
            }

            scope.Cancellation.CancelFunctions();
            if (scope.State == ScopeState.Open)
            {
                scope.MoveTo(ScopeState.Disposed);
            }
        }
    }

    /// <summary>A token that ends waits of the block has fired. Does not fail.</summary>
    internal static void CancelByToken(ScopeCore scope) => NoMemory.Insist(s_cancelByToken, scope);

    /// <summary>A function has ended, on the thread that ran it. Does not fail.</summary>
    internal static void Forget(ScopeCore scope, FrameCore function) => Uninterrupted.Run(s_forget, (scope, function));

    /// <summary>The block has ended: waits for all functions.</summary>
    internal static void Finish(ScopeCore scope, ThrownFault? fault) => Uninterrupted.Run(s_finish, (scope, fault));

    private static void FinishUnderGate(ScopeCore scope, ThrownFault? fault)
    {
        lock (scope.Gate)
        {
            if (scope.IsBlockRunning)
            {
                scope.EndBlock(fault, null);
            }

            while (scope.Children.Count > 0)
            {
                AwaitFunction(scope);
            }

            if (scope.State != ScopeState.Over)
            {
                scope.MoveTo(ScopeState.Over);
            }
        }
    }

    // Under the gate, which it leaves meanwhile.
    private static void AwaitFunction(ScopeCore scope)
    {
        if (ControlledThread.Current is not { } thread)
        {
            ScopeStandstill.Await(scope);
            return;
        }

        Monitor.Exit(scope.Gate);
        AwaitUnderControl(thread, scope);
        Monitor.Enter(scope.Gate);
    }

    private static void AwaitUnderControl(ControlledThread thread, ScopeCore scope) =>
        thread.Await("the functions of a scope", () => scope.Children.Count == 0, mayThrow: false, Timeout.InfiniteTimeSpan);
}
