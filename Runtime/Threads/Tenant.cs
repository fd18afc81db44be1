namespace Baton;

/// <summary>What a worker's thread runs, one at a time: a coroutine's body, a scheduler's frame, or a piece of blocking work.</summary>
internal abstract class Tenant
{
    /// <summary>Shown in the thread's name while the tenant runs. Null: the thread keeps its own name.</summary>
    internal abstract string? ThreadLabel { get; }

    /// <summary>Bytes of stack that the tenant needs; 0: whatever the pool gives.</summary>
    internal virtual int StackSize => 0;

    /// <summary>Must the thread be new, and end with this tenant?</summary>
    internal virtual bool WantsFreshThread => false;

    /// <summary>Does the tenant count as a live coroutine?</summary>
    internal virtual bool IsCoroutine => false;

    /// <summary>Does the thread wait only because nobody wants the tenant to go on? Any thread; it may be late.</summary>
    internal virtual bool Rests => false;

    /// <summary>
    /// Is a thread looked for with a scheduler's baton in hand? Then an errand tells the pool's news: a listener is
    /// foreign code, and must not run between two frames.
    /// </summary>
    internal virtual bool IsStartedWithBaton => false;

    /// <summary>Changes whenever what the tenant belongs to has got on. Any thread.</summary>
    internal virtual int Steps => 0;

    /// <summary>The task that ends when the tenant ends, or hands back. Null: nobody has one. Any thread; it may be late.</summary>
    internal virtual Task? EndsTask => null;

    /// <summary>Where the tenant's thread waits for the code that resumes it. Null: it does not wait so. Any thread.</summary>
    internal virtual LaneBase? OwnLane => null;

    /// <summary>Where the code waits that has resumed the tenant. Null: none does. Any thread.</summary>
    internal virtual LaneBase? ResumersLane => null;

    /// <summary>Has its worker been given back? Written by <see cref="WorkerPool.Return"/>, under the pool's gate, once.</summary>
    internal bool HasReturned { get; set; }

    /// <summary>
    /// The system's number of the thread that runs the tenant. 0: not known, or not begun. Written once, by that thread; read by any.
    /// </summary>
    internal int ThreadNumber { get; set; }

    /// <summary>
    /// The innermost disposal under way on the tenant's own stack, whose type belongs to a room above. Null: none. Written by the thread
    /// that runs the stack. Others read it while that thread waits for them, or with the baton that it has passed.
    /// </summary>
    internal object? Disposal { get; set; }

    /// <summary>
    /// The coroutine whose body the tenant's thread has waited for longer than usual. Null: none. Written by that thread; any thread reads
    /// it.
    /// </summary>
    internal Tenant? AwaitsLong
    {
        get => Volatile.Read(ref field);
        set => Volatile.Write(ref field, value);
    }

    /// <summary>
    /// Called once, when a worker has been found and before its thread can see the tenant. Preparation: may allocate, and may fail.
    /// </summary>
    internal virtual void MoveIn(Worker worker)
    {
    }

    /// <summary>
    /// Runs to the end, on the worker's thread. Throws nothing. Its worker is given back with <see cref="WorkerPool.Return"/>, exactly
    /// once. The tenant does so before its end can be seen; or the code that sees the end first does.
    /// </summary>
    internal abstract void Run(Worker worker);
}
