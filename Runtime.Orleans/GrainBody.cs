using System.Diagnostics;

namespace Baton.Orleans;

/// <summary>A body that runs, or waits for a thread. What the body starts finds it by the execution context.</summary>
internal sealed class GrainBody(GrainBodies owner, CancellationToken token)
{
    private static readonly AsyncLocal<GrainBody?> s_current = new();

    private volatile bool _isOver; // once, by MarkOver

    /// <summary>Fires when the body is canceled.</summary>
    internal CancellationToken Token => token;

    /// <summary>Is the calling thread in a turn of the body's activation?</summary>
    internal bool HoldsTurn => ReferenceEquals(owner.TurnHere, owner.Context);

    private bool IsInTurnOfAnother => owner.TurnHere is { } turn && !ReferenceEquals(turn, owner.Context);

    /// <summary>The body that the calling code belongs to.</summary>
    /// <exception cref="InvalidOperationException">There is none, or another activation has the turn, or the body has ended.</exception>
    internal static GrainBody Require()
    {
        if (s_current.Value is not { } body)
        {
            throw new InvalidOperationException(
                "GrainTurn.Run takes a turn for a body, and no body runs here. In a grain's method, call the function itself.");
        }

        // A call may carry the context of its caller's body along.
        if (body.IsInTurnOfAnother)
        {
            throw new InvalidOperationException(
                "GrainTurn.Run takes a turn for a body, and here is a turn of another grain. Call the function itself.");
        }

        return !body._isOver
            ? body
            : throw new InvalidOperationException("The body that has started this code has ended, and takes no more turns.");
    }

    /// <summary>As <see cref="Require"/>, for functions that return tasks.</summary>
    /// <exception cref="InvalidOperationException">As there; or the calling thread is in a turn of the body's activation.</exception>
    internal static GrainBody RequireOutsideTurns()
    {
        GrainBody body = Require();
        return !body.HoldsTurn
            ? body
            : throw new InvalidOperationException(
                "The activation's turn is held here, and the task's end would need it: await the task instead of GrainTurn.Run.");
    }

    /// <summary>Makes this the body of the calling method's execution context. An <c>async</c> method's own ends with it.</summary>
    internal void Enter() => s_current.Value = this;

    internal void MarkOver() => _isOver = true;

    /// <summary>Runs a function in a turn, and suspends until it has returned.</summary>
    [StackTraceHidden]
    internal T RunInTurn<T>(Func<T> function)
    {
        Turn<T> turn = new(function);
        Wait(turn, turn.Task);
        return turn.Task.Result;
    }

    /// <summary>Calls a function in a turn, and suspends until its task has ended.</summary>
    [StackTraceHidden]
    internal void CallInTurn(Func<Task> function)
    {
        Turn<Task> turn = new(function);
        Wait(turn, turn.Task.Unwrap()); // one wait, not two: each costs a wake of this thread
    }

    /// <summary>As <see cref="CallInTurn"/>, with a result.</summary>
    [StackTraceHidden]
    internal T CallInTurn<T>(Func<Task<T>> function)
    {
        Turn<Task<T>> turn = new(function);
        Task<T> result = turn.Task.Unwrap();
        Wait(turn, result);
        return result.Result;
    }

    [StackTraceHidden]
    private void Wait<T>(Turn<T> turn, Task result)
    {
        owner.Queue(turn.Task);
        try
        {
            Wait(result);
        }
        catch (OperationCanceledException) when (!turn.TryCancel() && !turn.Task.IsCompleted)
        {
            // Clean-up of the body must not overlap with it. What it throws is lost, as what any canceled wait brings.
            turn.Ended.Await();
            throw;
        }
    }

    // Outside the body's frames nothing cancels a wait but the body's token.
    [StackTraceHidden]
    private void Wait(Task task)
    {
        if (Coroutine.CancellationToken.CanBeCanceled)
        {
            task.Await();
        }
        else
        {
            task.Await(token);
        }
    }
}
