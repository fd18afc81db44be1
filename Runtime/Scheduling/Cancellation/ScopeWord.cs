namespace Baton;

/// <summary>The arrival that brings a scope's cancellation by a thread without the baton.</summary>
internal sealed class ScopeWord(ScopeCore scope) : CancellationArrival(scope.Scheduler!)
{
    public override void Accept(SchedulerCore scheduler)
    {
        scope.LeaveAfter(Callbacks);
        scope.Cancellation.Cancel();
    }

    // The scheduler is over, and no function is left. But a block in a coroutine may go on elsewhere, and can still look at the token.
    public override void Refuse(SchedulerCore scheduler) => scope.Cancellation.FireToken();
}
