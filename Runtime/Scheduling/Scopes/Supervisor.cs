using System.Diagnostics;

namespace Baton;

/// <summary>Calls a function of a scope whose options ask to be told of failures. On the function's own thread, in its frame.</summary>
[StackTraceHidden]
internal static class Supervisor
{
    /// <returns>What the function returned.</returns>
    /// <exception cref="AggregateException">The callback has thrown. Holds the function's failure, and what the callback threw.</exception>
    internal static T Call<T>(ScopeCore scope, FrameCore frame, Func<T> function)
    {
        try
        {
            return TaskResult.Call(function);
        }
        catch (Exception e)
        {
            if (!IsCancellation(frame, e))
            {
                Tell(scope, frame, e);
            }

            throw;
        }
    }

    private static bool IsCancellation(FrameCore frame, Exception exception) =>
        frame.Cancellation.IsRequested && FrameFault.TryUnwrap(frame, exception) is OperationCanceledException;

    private static void Tell(ScopeCore scope, FrameCore frame, Exception failure)
    {
        try
        {
            scope.Rules.OnFailure!(frame.Handle, failure);
            frame.IsHandled = scope.Rules.Supervises;
        }
        catch (Exception e) // the function's own failure must not be lost
        {
            if (IsCancellation(frame, e))
            {
                frame.IsHandled = scope.Rules.Supervises; // the callback was told, and then canceled
                scope.HasCut |= scope.Cancellation.IsCanceled;
                return;
            }

            throw new AggregateException("A function of a scope has failed, and so has OnFailure, which was told.", failure, e);
        }
    }
}
