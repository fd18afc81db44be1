namespace Baton;

/// <summary>
/// The cancellation by which a limit of time has ended a block, inside the <see cref="TimeoutException"/> that tells of the limit. It looks
/// as the cancellation itself. But what wraps it is a failure: a limit around must not take that for its own cancellation.
/// </summary>
internal sealed class LimitCancellation(OperationCanceledException canceled)
    : OperationCanceledException(null, canceled.InnerException, canceled.CancellationToken)
{
    public override string Message => canceled.Message;

    public override string? StackTrace => canceled.StackTrace;

    public override string ToString() => canceled.ToString();
}
