using System.Diagnostics;
using System.Runtime.ExceptionServices;

namespace Baton;

/// <summary>What a body has thrown, on its way to the code that is to see it.</summary>
/// <remarks>
/// The exception itself travels with the baton. It is made ready to be thrown again on the side that throws: that allocates, and a body
/// that ends for want of memory must be able to end.
/// </remarks>
internal static class BodyFault
{
    /// <summary>
    /// The body's thread: gives the cancellation by the consumer's token, if a library has wrapped it in an exception of its own, or if the
    /// exception names another token that has fired with that one. Otherwise the exception.
    /// </summary>
    internal static Exception Unwrap(CoroutineCore body, Exception exception, CancellationToken consumers) =>
        consumers.IsCancellationRequested && (exception is OperationCanceledException canceled
            ? NamesAnotherOfOneRoot(canceled.CancellationToken, consumers)
            : WrappedCancellation.Find(exception, (body, consumers), static (canceled, asked) =>
                IsOfConsumer(asked.body, canceled.CancellationToken, asked.consumers)) is not null)
            ? new OperationCanceledException($"{body} was canceled by its consumer's token.", exception, consumers)
            : exception;

    private static bool NamesAnotherOfOneRoot(CancellationToken named, CancellationToken consumers) =>
        named.CanBeCanceled && named != consumers && CausedSource.RootOf(named) == CausedSource.RootOf(consumers);

    // The body's own token, and those of blocks in it, have fired with the consumer's. Code may have linked another token with these.
    private static bool IsOfConsumer(CoroutineCore body, CancellationToken named, CancellationToken consumers) => !named.CanBeCanceled
        || CausedSource.RootOf(named) == CausedSource.RootOf(consumers)
        || (named.IsCancellationRequested && body is IOutsideBody { WasTold: false });

    /// <summary>Throws the exception with its stack trace. No effect for null.</summary>
    [StackTraceHidden]
    internal static void Throw(Exception? fault)
    {
        if (fault is not null)
        {
            ExceptionDispatchInfo.Throw(fault);
        }
    }
}
