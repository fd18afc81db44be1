namespace Baton;

/// <summary>The arrival after an exception with a scope's token has told the block: it takes the scopes inside along.</summary>
internal sealed class ScopeToldWord(ScopeCancellation told) : CancellationArrival(told.Scope.Scheduler!)
{
    public override void Accept(SchedulerCore scheduler)
    {
        if (told.Scope.IsBlockRunning && told.Scope.BlockRunner?.Scheduler == scheduler)
        {
            told.Scope.TakeInnerAlong(told.ToldAt, scheduler.Cascade);
        }
    }
}
