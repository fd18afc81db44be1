using System.Net.Sockets;

namespace Baton.Stress;

/// <summary>Which exceptions a synchronous call over a <see cref="MoodyStream"/> may throw.</summary>
internal static class StreamVerdict
{
    /// <param name="thrown">By the call.</param>
    /// <param name="operation">The last that was begun, by this call or by one that was given up.</param>
    /// <param name="told">The failure that came out of the last call that failed.</param>
    /// <param name="timeout">The direction's.</param>
    /// <param name="checks">Told.</param>
    internal static void Check(Exception thrown, StreamOperation? operation, ref Exception? told, int timeout, Checks checks)
    {
        switch (thrown)
        {
            case ScenarioException:
                checks.That("what the inner stream throws comes out, the very object", thrown == operation?.Failure, () =>
                    $"{thrown.Message}: {operation}");
                checks.That("a failure comes out once", thrown != told, () => thrown.Message);
                told = thrown;
                break;
            case IOException { InnerException: SocketException { SocketErrorCode: SocketError.TimedOut } }:
                checks.That("only a limited call takes too long", timeout != Timeout.Infinite);
                break;
            case OperationCanceledException canceled:
                checks.That("only a frame that is canceled is told so", Coroutine.CancellationToken.IsCancellationRequested, () =>
                    $"{canceled}; {operation}");
                break;
            case ObjectDisposedException:
                checks.Held("a call is refused once the stream is disposed", 1);
                break;
            default:
                checks.Fail("a call throws what it may", $"{thrown}; {operation}");
                break;
        }
    }
}
