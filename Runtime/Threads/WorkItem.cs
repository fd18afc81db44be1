using System.Diagnostics;

namespace Baton;

/// <summary>A piece of blocking work in a pool: a tenant that gives back its worker itself.</summary>
/// <param name="pool">The pool whose thread will do the work.</param>
/// <param name="cancellationToken">Takes the work out of the queue.</param>
[StackTraceHidden]
internal abstract class WorkItem(WorkerPool pool, CancellationToken cancellationToken) : Tenant
{
    private protected static readonly ContextCallback s_work = static item => ((WorkItem)item!).Work();

    internal WorkerPool Pool { get; } = pool;

    /// <summary>The worker's thread, in the context of the submitter: does the work. A request for a thread has none.</summary>
    private protected virtual void Work() => throw new NotSupportedException();

    internal CancellationToken CancellationToken { get; } = cancellationToken;

    /// <summary>Does the work wait in the queue? Written by <see cref="WorkQueue"/>, under the pool's gate.</summary>
    internal bool IsQueued { get; set; }

    /// <summary>
    /// Does a thread of the pool wait for the work, so that the work goes first? Written by its maker, before it is submitted; then by
    /// <see cref="WorkQueue"/>, under the pool's gate.
    /// </summary>
    internal bool IsUrgent { get; set; }

    /// <summary>
    /// The neighbor while the work waits in the queue; null at the end. Written by <see cref="WorkQueue"/>, under the pool's gate.
    /// </summary>
    internal WorkItem? Earlier { get; set; }

    /// <inheritdoc cref="Earlier"/>
    internal WorkItem? Later { get; set; }

    internal override string? ThreadLabel => null;

    public sealed override string ToString() => $"work that needs a thread of pool '{Pool.Name}'";

    /// <summary>Has nothing to move in: what is taken from the queue is assigned at once.</summary>
    internal sealed override void MoveIn(Worker worker)
    {
    }

    /// <summary>May the work wait in the queue however many others do?</summary>
    internal virtual bool IsUnbounded => false;

    /// <summary>Off the gate: the work will never run. Completes its task with the failure. Does not fail.</summary>
    /// <param name="exception">The failure.</param>
    /// <param name="wasQueued">Did the work wait in the queue? Then its submitter may have the task already.</param>
    /// <param name="mayCompleteHere">May continuations of the task, which are foreign code, run on the calling thread?</param>
    internal abstract void Fail(Exception exception, bool wasQueued, bool mayCompleteHere);

    /// <summary>Once, before the work can be queued: lets the token take it out of the queue.</summary>
    internal abstract void RegisterCancellation();

    /// <summary>Takes the work out of the queue if its token has fired.</summary>
    /// <param name="mayCompleteHere">As for <see cref="Fail"/>.</param>
    internal abstract void WithdrawIfCanceled(bool mayCompleteHere);
}
