namespace Baton;

// What is said to those who ask for what cannot be: what they did, and what to do instead.
internal abstract partial class CoroutineCore
{
    /// <summary>For those who know that a step is under way.</summary>
    internal InvalidOperationException Busy() => Busy(Status);

    /// <summary>Somebody else is its resumer, or it is itself the one that asks.</summary>
    private InvalidOperationException Busy(CoroutineStatus status) => new(
        status == CoroutineStatus.Resuming
            ? $"{this} waits for a coroutine that it has resumed. Only that one's suspension or end can bring control back to it."
        : Current == this ? $"{this} is running: it is the one that makes this call. {NotByItself}"
        : IsUnwinding ? $"{this} is being disposed, and its clean-up still runs. {NotWhileUnwinding}"
        : $"{this} is running, {NotWhileRunning}");

    /// <summary>To a body that asks for its own next step or end.</summary>
    protected virtual string NotByItself =>
        "A body cannot resume, throw into or dispose its own coroutine; it suspends, throws or returns.";

    /// <summary>To somebody who asks for the next step or the end while the end is under way.</summary>
    protected virtual string NotWhileUnwinding =>
        "There is nothing left to resume, and no need to dispose it twice: wait until that Dispose has returned.";

    /// <summary>To somebody who asks for the next step or the end while a step is under way.</summary>
    protected virtual string NotWhileRunning => "resumed by somebody else. One thread at a time: wait until it has suspended.";

    private InvalidOperationException Over(CoroutineStatus status) => _disposed
        ? new ObjectDisposedException(ToString(), $"{this} is disposed: there is nothing left to resume.")
        : new InvalidOperationException(
            $"{this} has ended ({status}): there is nothing left to resume. Ask IsFinished first, or resume with TryResume.");

    private InvalidOperationException NotInside() => new(
        IsEnded
            ? $"This yielder belongs to {this}, whose body has ended ({Status}). A yielder is of use only to the body that it was given to, and " +
                "only until that has ended: do not keep it for later. (An async body ends at its first await.)"
            : $"This yielder belongs to {this}, and the calling code is not directly in its body: " +
                (s_current is not null ? $"{s_current} runs on this thread."
                    : Driver.Current is { } frame ? $"{frame} runs on this thread, and whatever a frame calls suspends that frame alone."
                    : "no coroutine runs on this thread.") +
                " Only the body suspends, on its own thread; the caller's side resumes.");
}
