namespace Baton;

/// <summary>
/// Sends the completions of users' tasks to the .NET thread pool, which runs the continuations anyhow. If the pool does not come to one
/// within some milliseconds, it is starved: then an errand completes the task, and for a while errands complete all.
/// </summary>
/// <remarks>
/// So <c>await</c> costs no switch more than it must. A thread that blocks, or a frame, waits for no thread of that pool.
/// </remarks>
internal static class Completions
{
    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(4);
    private static readonly TimeSpan s_distrust = TimeSpan.FromSeconds(1);

    private static readonly Gate s_gate = new();
    private static readonly ClockTimer s_look = new(static _ => Look(), string.Empty);
    private static Completion? s_first;     // the one sent first of those that the pool has yet to run; null: none. Under the gate
    private static Completion? s_last;      // the one sent last; under the gate
    private static bool s_isWatched;        // will the clock look? Under the gate
    private static long s_trustsAt;         // until then, by the tick count, all goes to errands; under the gate

    /// <summary>Any thread, with a baton or without: has the completion run soon, once. Runs no foreign code, does not wait.</summary>
    internal static void Send(Completion completion)
    {
        if (ControlledThread.CurrentRun is not null)
        {
            Errands.Send(completion);
            return;
        }

        bool watches = false;
        bool trusts;
        using (s_gate.Enter())
        {
            trusts = s_trustsAt == 0 || Environment.TickCount64 >= s_trustsAt;
            if (trusts)
            {
                s_trustsAt = 0;
                Append(completion);
                watches = !s_isWatched;
                s_isWatched = true;
            }
        }

        if (watches)
        {
            s_look.Set(s_interval);
        }

        if (trusts)
        {
            Uninterrupted.TryQueue(completion); // else the clock finds it in the list
        }
        else
        {
            Errands.Send(completion);
        }
    }

    /// <summary>A thread of the .NET pool: takes the completion. False: an errand runs it, or has run it.</summary>
    internal static bool TryTake(Completion completion)
    {
        using (s_gate.Enter())
        {
            bool isListed = completion.IsListed;
            if (isListed)
            {
                Remove(completion);
            }

            return isListed;
        }
    }

    // The clock's thread. What was in the list at the last look too goes to errands, oldest first.
    private static void Look()
    {
        bool isWatched;
        while (TryTakeOld(out isWatched) is { } old)
        {
            Errands.Send(old);
        }

        if (isWatched)
        {
            s_look.Set(s_interval);
        }
    }

    private static Completion? TryTakeOld(out bool isWatched)
    {
        using (s_gate.Enter())
        {
            if (s_first is { IsOld: true } old)
            {
                Remove(old);
                s_trustsAt = Environment.TickCount64 + (long)s_distrust.TotalMilliseconds;
                isWatched = true;
                return old;
            }

            for (Completion? next = s_first; next is not null; next = next.Later)
            {
                next.IsOld = true;
            }

            s_isWatched = isWatched = s_first is not null;
            return null;
        }
    }

    private static void Append(Completion completion)
    {
        s_gate.AssertHeld();
        completion.IsListed = true;
        completion.Earlier = s_last;
        if (s_last is null)
        {
            s_first = completion;
        }
        else
        {
            s_last.Later = completion;
        }

        s_last = completion;
    }

    private static void Remove(Completion completion)
    {
        s_gate.AssertHeld();
        if (completion.Earlier is null)
        {
            s_first = completion.Later;
        }
        else
        {
            completion.Earlier.Later = completion.Later;
        }

        if (completion.Later is null)
        {
            s_last = completion.Earlier;
        }
        else
        {
            completion.Later.Earlier = completion.Earlier;
        }

        completion.Earlier = completion.Later = null;
        completion.IsListed = false;
    }
}
