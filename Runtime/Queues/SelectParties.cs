using System.Diagnostics;

namespace Baton;

/// <summary>How the parties of a select wait, when no case is ready.</summary>
/// <remarks>
/// <code>
/// step    what may fail there                                                   what is left of it then
/// begin   the wait is refused; memory for the wait, its waiters and its token   nothing
/// look    memory for what the case taken gives; otherwise lists, without fail   nothing
/// watch   the user's clock; memory for the timer and the continuations          nothing: all is taken down, unless a case came first
/// wait    ends by a claim: for a case, a token, or the party's withdrawal       nothing: all is taken down
/// </code>
/// </remarks>
[StackTraceHidden]
internal static class SelectParties
{
    private const string Waiting = "To select among cases of which none is ready";

    /// <summary>Takes a case that is ready; otherwise waits, blocking the thread or suspending the frame.</summary>
    /// <returns>None: the party was woken for nothing, and may try again.</returns>
    internal static SelectChoice LookOrWait(ReadOnlySpan<SelectCase> cases, ref CancellationToken token)
    {
        ThrowIfNoneCanHappen(cases, token);
        if (SelectInside.TryWait(cases, token))
        {
            return SelectRound.Look(cases);
        }

        CallWait wait = CallWait.Begin(Waiting, isOwn: true);
        SelectChoice choice;
        try
        {
            SelectCase[] listed = cases.ToArray();
            SelectWatch watch = new(listed, wait);
            wait.WaitAt(listed, sends: false);
            HurryEach(listed);
            choice = LookOrList(cases, watch, wait, token);
            if (choice.IsMade)
            {
                wait.Abandon();
            }
            else
            {
                WaitFor(watch, wait);
                choice = watch.TakeDown();
            }
        }
        finally
        {
            wait.End();
        }

        if (wait.HasLeft)
        {
            choice.PutBack(cases); // what the wait has brought must not be lost
            wait.ThrowLeft();
        }

        if (!choice.IsMade && wait.Claim == QueueWait.Canceled)
        {
            wait.ThrowCanceled(ref token);
        }
        else if (!choice.IsMade)
        {
            wait.ThrowWithdrawn();
        }

        return choice;
    }

    private static SelectChoice LookOrList(
        ReadOnlySpan<SelectCase> cases, SelectWatch watch, CallWait wait, CancellationToken token)
    {
        try
        {
            wait.Watch(token);
            return SelectRound.Look(cases, watch);
        }
        catch // for want of memory: nobody waits, and what has come meanwhile must not be lost
        {
            wait.Abandon();
            watch.TakeDown().PutBack(cases);
            throw;
        }
    }

    private static void HurryEach(SelectCase[] cases)
    {
        if (FrameCore.Current is { } me)
        {
            foreach (SelectCase one in cases)
            {
                if (one.Ending is { } task)
                {
                    me.HurryFor(task);
                }
            }
        }
    }

    // A token of the caller's may end the wait.
    private static void ThrowIfNoneCanHappen(ReadOnlySpan<SelectCase> cases, CancellationToken token)
    {
        if (!token.CanBeCanceled && FrameCore.Current is { Scheduler.Around: not null } me)
        {
            RunInside.ThrowIfItKeepsTheBatonOfAll(me, cases.ToArray().Select(static one => one.Ending));
        }
    }

    private static void WaitFor(SelectWatch watch, CallWait wait)
    {
        try
        {
            watch.WatchOutside(wait.Clock);
        }
        catch (Exception e) // a clock of the user's, which may fail
        {
            wait.Abandon();
            if (!watch.TakeDown().IsMade)
            {
                throw;
            }

            Telemetry.ClockFailed(e); // a case came first, and must not be lost
            return;
        }

        wait.Await();
    }

    /// <summary>Takes a case that is ready; otherwise waits without a thread.</summary>
    internal static async ValueTask<SelectChoice> LookOrWaitAsync(SelectCase[] cases, TimeProvider clock, CancellationToken token)
    {
        SelectTaskWait wait = new();
        foreach (SelectCase one in cases)
        {
            if (one.Queue is { } queue)
            {
                QueuesAwaited.Add(queue);
            }
        }

        SelectWatch watch = new(cases, wait);
        using CancellationTokenRegistration registration = token.UnsafeRegister(static wait => ((QueueWait)wait!).Cancel(), wait);
        SelectChoice choice = SelectRound.Look(cases, watch);
        if (choice.IsMade)
        {
            wait.TryClaim(QueueWait.Withdrawn);
            return choice;
        }

        try
        {
            watch.WatchOutside(clock);
            await new Directly(wait.Woken);
        }
        catch when (wait.TryClaim(QueueWait.Withdrawn)) // a clock of the user's, which may fail
        {
            watch.TakeDown();
            throw;
        }
        catch (Exception e)
        {
            Telemetry.ClockFailed(e); // a case came first, and must not be lost
        }

        choice = watch.TakeDown();
        return choice.IsMade ? choice : throw new OperationCanceledException(token);
    }
}
