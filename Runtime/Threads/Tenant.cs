namespace Baton;

/// <summary>What a worker's thread runs, one at a time: a coroutine's body, or a piece of blocking work.</summary>
internal abstract class Tenant
{
    /// <summary>Shown in the thread's name while the tenant runs; null: the thread keeps its own.</summary>
    internal abstract string? ThreadLabel { get; }

    /// <summary>Bytes of stack that the tenant needs; 0: whatever the pool gives.</summary>
    internal virtual int StackSize => 0;

    /// <summary>Must the thread be new, and end with this tenant?</summary>
    internal virtual bool WantsFreshThread => false;

    /// <summary>Does the tenant count as a live coroutine?</summary>
    internal virtual bool IsCoroutine => false;

    /// <summary>Has its worker been given back? Written by <see cref="WorkerPool.Return"/>, under the pool's gate, once.</summary>
    internal bool HasReturned { get; set; }

    /// <summary>Called once, when a worker has been found and before its thread can see the tenant.</summary>
    internal virtual void MoveIn(Worker worker)
    {
    }

    /// <summary>
    /// Runs to the end on the worker's thread. Throws nothing. Before it lets anybody know that it has ended, or by whoever
    /// learns of it, the worker is given back with <see cref="WorkerPool.Return"/>, exactly once.
    /// </summary>
    internal abstract void Run(Worker worker);
}
