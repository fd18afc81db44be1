namespace Baton;

/// <summary>
/// The messages for callers that ask a coroutine for something impossible. Each says what the caller did, and what to do instead.
/// </summary>
/// <param name="notByItself">For a body that asks for its own next step or end.</param>
/// <param name="notWhileUnwinding">For a caller that asks for the next step or the end while the end is under way.</param>
/// <param name="notWhileRunning">For a caller that asks for the next step or the end while a step is under way.</param>
/// <param name="kind">What messages call the coroutine.</param>
internal sealed class CoroutineRefusals(string notByItself, string notWhileUnwinding, string notWhileRunning, string kind = "Coroutine")
{
    internal string Kind => kind;

    /// <summary>The messages of a coroutine that its users resume themselves.</summary>
    internal static CoroutineRefusals Plain { get; } = new(
        "A body cannot resume, throw into or dispose its own coroutine; it suspends, throws or returns.",
        "There is nothing left to resume, and no need to dispose it twice: wait until that Dispose has returned.",
        "resumed by somebody else. One thread at a time: wait until it has suspended.");

    /// <summary>The coroutine has another resumer, or the caller is the coroutine's own body.</summary>
    internal InvalidOperationException Busy(CoroutineCore coroutine, CoroutineStatus status) => new(
        status == CoroutineStatus.Resuming
            ? $"{coroutine} waits for a coroutine that it has resumed. Only that one's suspension or end can bring control back to it."
        : CoroutineCore.Current == coroutine ? $"{coroutine} is running: it is the one that makes this call. {notByItself}"
        : coroutine.IsUnwinding ? $"{coroutine} is being disposed, and its clean-up still runs. {notWhileUnwinding}"
        : $"{coroutine} is running, {notWhileRunning}");

    /// <summary>The coroutine has ended.</summary>
    internal static InvalidOperationException Over(CoroutineCore coroutine, CoroutineStatus status) =>
        coroutine.IsDisposed || status == CoroutineStatus.Canceled // which only a disposal brings, before it says so
        ? new ObjectDisposedException(coroutine.ToString(), $"{coroutine} is disposed: there is nothing left to resume.")
        : new InvalidOperationException(
            $"{coroutine} has ended ({status}): there is nothing left to resume. Ask IsFinished first, or resume with TryResume.");

    /// <summary>The caller is not the coroutine's body, on the body's own thread.</summary>
    internal static InvalidOperationException NotInside(CoroutineCore coroutine) => new(
        coroutine.IsEnded
            ? $"This yielder belongs to {coroutine}, whose body has ended ({coroutine.Status}). A yielder is of use only to the body " +
                "that it was given to, and only until that has ended: do not keep it for later. (An async body ends at its first await.)"
            : $"This yielder belongs to {coroutine}, and the calling code is not directly in its body: " +
                (CoroutineCore.Current is { } current ? $"{current} runs on this thread."
                    : Driver.Current is { } frame
                    ? $"{frame} runs on this thread, and whatever a frame calls suspends that frame alone."
                    : "no coroutine runs on this thread.") +
                " Only the body suspends, on its own thread; the caller's side resumes.");
}
