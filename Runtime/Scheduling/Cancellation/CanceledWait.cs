using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;

namespace Baton;

/// <summary>
/// How every wait of Baton's ends by a token. If the frame is canceled too, the frame learns of its cancellation there, once.
/// </summary>
[StackTraceHidden]
internal static class CanceledWait
{
    /// <summary>Before a wait, or at its end: throws if the token has fired.</summary>
    /// <param name="token">
    /// None afterwards: the exception is held back, for native frames are in its way, and the wait is to go on without the token.
    /// </param>
    /// <exception cref="OperationCanceledException">
    /// The token has fired. Or the frame was canceled: the exception then tells the frame.
    /// </exception>
    internal static void ThrowIfFired(ref CancellationToken token)
    {
        if (token.IsCancellationRequested)
        {
            Throw(ref token);
        }
    }

    /// <summary>A wait has ended by the token.</summary>
    /// <inheritdoc cref="ThrowIfFired"/>
    internal static void Throw(ref CancellationToken token)
    {
        FrameCancellation? frame = BatonHere.Frame?.Cancellation;
        if (frame?.Hold.IsNeededFor(token) ?? (FrameCore.Current is null && OutsideToken.HoldsBack(token)))
        {
            token = CancellationToken.None;
            return;
        }

        frame?.Meet(token);
        GivingUp.Throw(new OperationCanceledException(token));
    }

    /// <summary>Refuses a wait of a canceled frame, in its clean-up too.</summary>
    /// <exception cref="OperationCanceledException">Always.</exception>
    [DoesNotReturn]
    internal static void Refuse(FrameCore frame, CancellationToken token)
    {
        frame.Cancellation.Meet(token);
        GivingUp.Throw(new OperationCanceledException(
            $"{frame} was canceled. Its stream takes no more calls, in clean-up either: end without reading, writing or flushing.",
            frame.Cancellation.ToldToken ?? token));
    }

    /// <summary>
    /// Called before the exception of a task that has ended is thrown. If the task was canceled, and the frame too, the frame is told here.
    /// Others that await the task share its failure.
    /// </summary>
    internal static void MeetIfCanceled(Task ended)
    {
        if (ended.IsCanceled && BatonHere.Frame is { } frame)
        {
            frame.Cancellation.Meet(TokenOf(ended));
        }

        FailureSources.NoteSharedBy(ended);
    }

    /// <summary>Called before the exception of a canceled task is thrown: gives up, if native frames are in its way.</summary>
    internal static void GiveUpIfNeeded(Task canceled)
    {
        if (GivingUp.FindInWayOf(typeof(TaskCanceledException)) is { } native)
        {
            try
            {
                canceled.GetAwaiter().GetResult();
            }
            catch (OperationCanceledException e)
            {
                GivingUp.Throw(e, native);
            }
        }
    }

    // A task gives its token only by the exception that it throws.
    private static CancellationToken TokenOf(Task canceled) => new TaskCanceledException(canceled).CancellationToken;
}
