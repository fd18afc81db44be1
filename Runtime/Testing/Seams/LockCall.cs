using System.Diagnostics;

namespace Baton.Testing;

/// <summary>The locks of code with seams. A lock that is held is known to be, so nobody has to try it.</summary>
[StackTraceHidden]
internal static class LockCall
{
    /// <param name="strand">The calling one.</param>
    /// <param name="key">The object that is locked, or the <see cref="Lock"/>.</param>
    /// <param name="timeout">In milliseconds, by the run's clock. −1: no limit.</param>
    internal static bool TryEnter(RunThread strand, object key, int timeout)
    {
        SeamLock @lock = LockOf(strand, key);
        if (@lock.Owner == strand)
        {
            EnterReal(key, Timeout.Infinite); // no step: nobody else can tell
            @lock.Depth++;
            return true;
        }

        VisibleStep step = NewStep(@lock) with
        {
            IsLook = timeout == 0 && strand.Looks.HasFailedAt(@lock.Number),
            IsOfLock = key is Lock,
        };
        if (!SeamCall.Await(strand, step, @lock, @lock.CanBeTaken, timeout))
        {
            strand.Looks.Fail(@lock.Number);
            return false;
        }

        if (step.IsLook)
        {
            strand.EndLooks();
        }

        @lock.Place = strand.Place;
        return TryTake(strand, @lock, key, 1, timeout);
    }

    /// <summary>After the real lock was let go.</summary>
    /// <param name="key">The object that is locked, or the <see cref="Lock"/>.</param>
    /// <param name="byScope">Does a scope end?</param>
    internal static void Exit(object key, bool byScope = false)
    {
        if (SeamCall.Strand is { } strand && LockOf(strand, key) is var @lock && @lock.Owner == strand && --@lock.Depth == 0)
        {
            @lock.Owner = null;
            // The compiler gives the end of a statement no line. Only statements name the object that they lock.
            bool isEndOfStatement = byScope || (key is not Lock && @lock.Place.EndsWith(')'));
            strand.Run.Seams.TellLeft(strand, @lock, isEndOfStatement);
        }
    }

    /// <summary>Lets the lock go, waits for a pulse, and takes the lock again.</summary>
    /// <returns>False when the time was over first.</returns>
    internal static bool Wait(RunThread strand, object key, int timeout)
    {
        SeamLock @lock = LockOf(strand, key);
        if (@lock.Owner != strand || timeout < Timeout.Infinite)
        {
            return Monitor.Wait(key, timeout); // it is not the caller's, or code without seams has taken it
        }

        int depth = @lock.Depth;
        PulseWait wait = new(@lock, strand.Name);
        @lock.Waits.Add(wait);
        for (int i = 0; i < depth; i++)
        {
            Monitor.Exit(key);
        }

        (@lock.Owner, @lock.Depth) = (null, 0);
        try
        {
            SeamCall.Await(strand, NewStep(@lock) with { Text = @lock.Waiting }, wait, () => wait.IsPulsed, timeout);
            @lock.Waits.Remove(wait);
            SeamCall.Await(strand, NewStep(@lock), @lock, @lock.CanBeTaken, Timeout.Infinite);
        }
        catch (OperationCanceledException) // the schedule is over: the caller has the lock all the same, and lets it go
        {
            @lock.Waits.Remove(wait);
            strand.Await("a lock", @lock.CanBeTaken, mayThrow: false, Timeout.InfiniteTimeSpan);
            TryTake(strand, @lock, key, depth, Timeout.Infinite);
            throw;
        }

        TryTake(strand, @lock, key, depth, Timeout.Infinite);
        return wait.IsPulsed;
    }

    /// <summary>After the real lock was pulsed, which wakes those that wait in code without seams.</summary>
    internal static void Pulse(object key, int most)
    {
        if (SeamCall.Strand is { } strand)
        {
            SeamLock @lock = LockOf(strand, key);
            PulseWait[] woken = [.. @lock.Waits.Where(static wait => !wait.IsPulsed).Take(most)];
            Array.ForEach(woken, static wait => wait.IsPulsed = true);
            string whom = woken.Length == 0 ? "nobody" : string.Join(", ", woken.Select(static wait => wait.Strand));
            strand.Run.Seams.Tell(strand, $"pulses {@lock.NameAndNumber}, wakes {whom}");
        }
    }

    // The real lock may be held by code without seams. To wait for it gives the turn up.
    private static bool TryTake(RunThread strand, SeamLock @lock, object key, int depth, int timeout)
    {
        (@lock.Owner, @lock.Depth) = (strand, depth);
        bool hasTaken = false;
        try
        {
            hasTaken = EnterReal(key, timeout);
            for (int i = 1; i < depth; i++)
            {
                EnterReal(key, Timeout.Infinite);
            }
        }
        finally
        {
            if (!hasTaken)
            {
                (@lock.Owner, @lock.Depth) = (null, 0);
            }
        }

        return hasTaken;
    }

    private static bool EnterReal(object key, int timeout) =>
        key is Lock real ? real.TryEnter(timeout) : Monitor.TryEnter(key, timeout);

    private static VisibleStep NewStep(SeamLock @lock) => new(OperationKind.Lock, @lock.Number, true, @lock.Taking);

    private static SeamLock LockOf(RunThread strand, object key) => strand.Run.Seams.LockOf(key);
}
