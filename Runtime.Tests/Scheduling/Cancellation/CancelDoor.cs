namespace Baton.Tests;

/// <summary>Through which of Baton's doors the code waits.</summary>
public enum CancelDoor
{
    None,
    Yield,
    Delay,
    Task,
    ValueTask,
    OtherFrame,
    FrameOfAnotherScheduler,
    Dequeue,
    Enqueue,
    DequeueAll,
    DequeueAsync,
    Select,
    Join,
    StreamRead,
    StreamWrite,
    GeneratedItem,
}
