namespace Baton.Testing;

/// <summary>What a strand is about to do, at a place where a <see cref="Strategy"/> may let another strand run first.</summary>
public enum OperationKind
{
    /// <summary>To go on: what the strand waited for has come.</summary>
    Continue,

    /// <summary>To begin: a body, a frame, a coroutine, work of a pool, or an errand of the library's.</summary>
    Begin,

    /// <summary>A <see cref="TestScheduler.Point"/> of the test.</summary>
    Point,

    /// <summary>To start a function: <c>Async</c>, <c>Start</c>, <c>Run</c>.</summary>
    Start,

    /// <summary>To wait for a frame, a task or a time, or to yield.</summary>
    Await,

    /// <summary>To enqueue or dequeue, to complete a queue, or to select.</summary>
    Queue,

    /// <summary>To cancel a frame or a scope.</summary>
    Cancel,

    /// <summary>To open a scope, or to come to its end.</summary>
    Scope,

    /// <summary>To resume or dispose a coroutine, or to move a generator on.</summary>
    Resume,

    /// <summary>
    /// The clock is to go on to the time of the next timer: see <see cref="ClockMode.Racing"/>. The clock has the number of a strand.
    /// </summary>
    Clock,

    /// <summary>To go on: a lock, a task or an event of .NET, for which the strand had to wait, has come.</summary>
    Wait,

    /// <summary>In code with seams: to take a lock of .NET, or to signal those that wait at it.</summary>
    Lock,

    /// <summary>In code with seams: to read or write a field by <see cref="Interlocked"/> or <see cref="Volatile"/>.</summary>
    Memory,

    /// <summary>In code with seams: to use a semaphore, an event, a thread, a task, a collection or a channel of .NET.</summary>
    Call,
}
