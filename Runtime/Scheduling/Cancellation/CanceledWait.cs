using System.Diagnostics.CodeAnalysis;

namespace Baton;

/// <summary>How every wait of Baton's ends by a token: if the frame is canceled too, that is what it learns, and once.</summary>
internal static class CanceledWait
{
    /// <summary>Before a wait, or at its end.</summary>
    /// <exception cref="OperationCanceledException">The token has fired; or the frame's cancellation, which that was a part of.</exception>
    internal static void ThrowIfFired(CancellationToken token)
    {
        if (token.IsCancellationRequested)
        {
            Throw(token);
        }
    }

    /// <inheritdoc cref="ThrowIfFired"/>
    [DoesNotReturn]
    internal static void Throw(CancellationToken token)
    {
        FrameCore.Current?.Cancellation.Meet(token);
        throw new OperationCanceledException(token);
    }

    /// <summary>Before the exception of a task that has ended is thrown: if it was canceled, so perhaps was the frame.</summary>
    internal static void MeetIfCanceled(Task ended)
    {
        if (ended.IsCanceled && FrameCore.Current is { } frame)
        {
            frame.Cancellation.Meet(TokenOf(ended));
        }
    }

    // A task tells its token only by the exception that it throws.
    private static CancellationToken TokenOf(Task canceled) => new TaskCanceledException(canceled).CancellationToken;
}
