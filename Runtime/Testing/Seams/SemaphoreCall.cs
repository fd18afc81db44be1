using System.Diagnostics;

namespace Baton.Testing;

/// <summary>What the seams of semaphores have in common.</summary>
[StackTraceHidden]
internal static class SemaphoreCall
{
    /// <summary>Takes a semaphore, as a step of the strand.</summary>
    /// <param name="strand">The calling one.</param>
    /// <param name="semaphore">The semaphore.</param>
    /// <param name="canGoOn">Can it be taken, or is the wait to end? Asked by whichever thread gives the turn up. Changes nothing.</param>
    /// <param name="take">Takes the real one, in so many milliseconds.</param>
    /// <param name="timeout">In milliseconds, by the run's clock. −1: no limit.</param>
    /// <returns>False when the time was over first.</returns>
    internal static bool Take(RunThread strand, object semaphore, Func<bool> canGoOn, Func<int, bool> take, int timeout)
    {
        SeamSemaphore seen = strand.Run.Seams.SemaphoreOf(semaphore);
        VisibleStep step = new(OperationKind.Call, strand.Run.NumberOf(semaphore), true, SeamSemaphore.Taking);
        SeamCall.Await(strand, step, seen, canGoOn, timeout);
        bool isTaken = false;
        try
        {
            isTaken = take(timeout < 0 ? timeout : 0);
        }
        finally
        {
            NoteEnd(strand, seen, isTaken, timeout);
        }

        return isTaken;
    }

    /// <summary>A step that was told as taking the semaphore has ended.</summary>
    internal static void NoteEnd(RunThread strand, SeamSemaphore seen, bool isTaken, int timeout)
    {
        if (isTaken)
        {
            seen.NoteTaken(strand);
        }
        else
        {
            string told = timeout == 0 ? $"finds {seen.NameAndNumber} at 0" : $"has waited in vain for {seen.NameAndNumber}";
            strand.Run.Schedule.Interleaving?.Name(SeamSemaphore.Taking, told);
        }
    }
}
