namespace Baton;

/// <summary>What a wait says of itself to those who look at it: one question for all kinds of waits.</summary>
/// <remarks>Objects, and no text: the code that describes may hold a baton, and formats nothing.</remarks>
internal struct WaitFacts
{
    /// <summary>What kind of thing is waited for.</summary>
    internal WaitKind Kind;

    /// <summary>The same number at two looks: it is the same wait. Odd: the wait was being written.</summary>
    internal long Epoch;

    /// <summary>When it began, by <see cref="Environment.TickCount64"/>. 0: not known.</summary>
    internal long Since;

    /// <summary>Must all of <see cref="On"/> come?</summary>
    internal bool NeedsAll;

    /// <summary>Can something end the wait that is none of <see cref="On"/>?</summary>
    internal bool IsOpen;

    /// <summary>At a queue: does the wait want to enqueue?</summary>
    internal bool Sends;

    /// <summary>What is waited for, in words. Null: <see cref="On"/> says it.</summary>
    internal string? Words;

    /// <summary>What is waited for: frames, coroutines, tasks, queues, cases of selects. Null: nothing that is known.</summary>
    internal List<object>? On;

    internal void Add(object on) => (On ??= []).Add(on);
}
