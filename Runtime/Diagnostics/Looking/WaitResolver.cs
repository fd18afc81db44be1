namespace Baton;

/// <summary>Says of each wait, when all members are known, who could end it, and puts it into words.</summary>
internal static class WaitResolver
{
    private const int MostNamed = 5;

    internal static void Resolve(ProcessLook process)
    {
        foreach (Member member in process.Members)
        {
            if (member.Wait is { } wait)
            {
                Resolve(process, member, wait);
            }
        }

        foreach (Member member in process.Members)
        {
            AddRunInside(process, member);
        }

        foreach (Member member in process.Members)
        {
            if (member.Wait is null)
            {
                Borrow(process, member);
            }
        }
    }

    private static void Resolve(ProcessLook process, Member member, MemberWait wait)
    {
        wait.NeedsAll |= wait.Facts.NeedsAll;
        wait.IsOpen |= wait.Facts.IsOpen;
        switch (wait.Kind)
        {
            case WaitKind.Task when HasEnded(wait.Facts):
                AddTurnAfterTask(process, member, wait);
                break;
            case WaitKind.Frame or WaitKind.Task or WaitKind.Select or WaitKind.Queue or WaitKind.Callbacks:
                WaitTargets.Add(process, member, wait);
                break;
            case WaitKind.Delay:
                wait.IsOpen = true;
                wait.Text = WaitLimits.Delay(wait.Facts.On);
                break;
            case WaitKind.Scope:
                AddScope(process, wait);
                break;
            case WaitKind.Run:
                AddRun(process, member, wait);
                break;
            case WaitKind.Thread:
                AddThread(process, member, wait);
                break;
            case WaitKind.Turn:
                AddTurn(process, member, wait);
                break;
            case WaitKind.Handle:
                wait.Text = "blocks in a wait that is none of the library's";
                break;
        }
    }

    private static void AddScope(ProcessLook process, MemberWait wait)
    {
        if (wait.Facts.On is not [ScopeCore scope])
        {
            return;
        }

        FrameCore[] children = process.Schedulers.SelectMany(static look => look.Scopes)
            .FirstOrDefault(look => look.Scope == scope)?.Children ?? [];
        wait.Text = scope.Scheduler is null ? "waits for its scope" : $"waits for its scope {Keys.Of(scope)}{ScopeLook.EndOf(scope)}";
        AddFrames(process, wait, children);
        wait.IsOpen |= scope.Scheduler is null;
    }

    // Of all frames of the scheduler but those that are inside it: only its own first function waits so.
    private static void AddRun(ProcessLook process, Member member, MemberWait wait)
    {
        if (member.Core is FrameCore { State: FrameState.Blocked })
        {
            wait.Kind = WaitKind.Handle;
            wait.IsOpen = true;
            wait.Text = "blocks in a wait that is none of the library's";
            return;
        }

        wait.Text = "has ended, and waits for the other frames of its run";
        SchedulerLook? look = process.Schedulers.Find(look => look.Scheduler == member.Scheduler);
        AddFrames(process, wait, [.. look?.Frames.Select(static frame => frame.Frame).Where(frame => frame != member.Core) ?? []]);
        wait.IsOpen |= look is null || look.Live > look.Frames.Count;
    }

    private static void AddFrames(ProcessLook process, MemberWait wait, FrameCore[] frames)
    {
        foreach (FrameCore frame in frames)
        {
            WaitTargets.AddMember(process, wait, frame, Keys.Of(frame));
        }
    }

    // A thread comes when any holder of one gives it back; or from the system, if the pool has places.
    private static void AddThread(ProcessLook process, Member member, MemberWait wait)
    {
        WorkerPool pool = member.Scheduler!.Pool;
        string key = Keys.Of(pool);
        wait.Text = $"wants a thread of pool {Keys.Named(key, pool.Name)}";
        wait.On.Add(new WaitTarget(key, Keys.Named(key, pool.Name)));
        PoolCounts counts = pool.Counts;
        List<WorkerSeen> holders = process.Census.Workers.FindAll(seen => seen.Worker.Pool == pool && !seen.IsWrittenOff);
        wait.IsOpen |= counts.Live < pool.Places || counts.Idle > 0 || holders.Count < counts.Live - counts.WrittenOff;
        foreach (WorkerSeen seen in holders)
        {
            if (process.FindOn(seen.Worker.Thread) is { } holder)
            {
                wait.Needs.Add(holder);
            }
            else
            {
                wait.IsOpen = true;
            }
        }
    }

    // The look is older than the end of the task, or the holder has not looked up since.
    private static bool HasEnded(in WaitFacts facts) => facts.On is { Count: > 0 } on
        && (facts.NeedsAll ? on.TrueForAll(IsOver) : on.Exists(IsOver));

    private static bool IsOver(object one) => one is Task { IsCompleted: true };

    private static void AddTurnAfterTask(ProcessLook process, Member member, MemberWait wait)
    {
        wait.Kind = WaitKind.Turn;
        wait.Since = 0; // when the task ended, nobody has noted
        AddTurn(process, member, wait);
        wait.Text = $"{wait.Text}: what it awaited has ended";
        member.Status = MemberStatus.Ready;
    }

    private static void AddTurn(ProcessLook process, Member member, MemberWait wait)
    {
        SchedulerLook? look = process.Schedulers.Find(look => look.Scheduler == member.Scheduler);
        wait.NeedsAll = true;
        wait.Epoch = look?.Turns ?? 0; // the frame's own does not change with turns
        if (look?.Holder is { } holder && process.Find(holder) is { } found && found != member)
        {
            wait.Text = $"waits for its turn, behind {found.Label}";
            wait.On.Add(new WaitTarget(found.Key, found.Label));
            wait.Needs.Add(found);
            if (member is { Status: MemberStatus.Ready, Scheduler.Blocking: not BlockingMode.Yield }
                && found.Wait is { Kind: WaitKind.Handle } blocks)
            {
                wait.Since = blocks.Since; // at the latest: the holder alone makes frames ready, and it blocks with the baton
            }
        }
        else
        {
            wait.Text = "waits for its turn";
            wait.IsOpen = true;
        }
    }

    // A frame that has called a run waits for it, whatever its state says: the run's first function is on its thread.
    private static void AddRunInside(ProcessLook process, Member inner)
    {
        if (inner.Core is FrameCore { Outer: { } outer, Worker: null }
            && process.Find(outer) is { Wait: null or { Kind: WaitKind.Handle } } member)
        {
            MemberWait wait = new()
            {
                Kind = WaitKind.Run,
                Epoch = ((FrameCore)inner.Core).Id,
                NeedsAll = true,
                Text = $"has called a run, whose first function is {inner.Label}",
            };
            wait.On.Add(new WaitTarget(inner.Key, inner.Label));
            wait.Needs.Add(inner);
            member.Wait = wait;
            member.Status = MemberStatus.Waiting;
        }
    }

    // A coroutine's body waits as its frame does; or its thread blocks, in a wait that nobody has told of.
    private static void Borrow(ProcessLook process, Member member)
    {
        if (member.Core is CoroutineCore { Driver: FrameCore driver }
            && process.Find(driver) is { Wait: { Kind: not (WaitKind.Child or WaitKind.Turn) } wait } frame
            && member.Status == MemberStatus.Running)
        {
            member.Wait = new MemberWait
            {
                Kind = wait.Kind,
                Epoch = wait.Epoch,
                Since = wait.Since,
                IsOpen = true,
                Text = $"{wait.Text}, for {frame.Label}",
            };
            member.Status = frame.Status;
        }
        else if (member is { Status: MemberStatus.Running, Thread: { } thread, Kind: not MemberKind.Thread }
            && process.FindOn(thread) == member && IsInForeignWait(member.Core, thread))
        {
            member.Status = MemberStatus.Blocked;
            member.Wait = new MemberWait
            {
                Kind = WaitKind.Handle,
                Epoch = SystemLocks.TimesRun(member.ThreadNumber) is > 0 and var runs ? runs : TurnsOf(member.Core),
                IsOpen = true,
                Text = "blocks in a managed wait that Baton is not told of",
            };
        }
    }

    // The look may be older, and what ran then may wait by Baton now. So the member runs before and after the look at its thread, in one
    // turn.
    private static bool IsInForeignWait(object core, Thread thread)
    {
        int turns = TurnsOf(core);
        return Runs(core) && thread.ThreadState.HasFlag(ThreadState.WaitSleepJoin) && Runs(core) && TurnsOf(core) == turns;
    }

    private static int TurnsOf(object core) => core is FrameCore frame ? frame.Scheduler.Ready.Turns : 0;

    private static bool Runs(object core) => core switch
    {
        FrameCore frame => frame.State == FrameState.Running,
        CoroutineCore coroutine => coroutine.Status == CoroutineStatus.Running,
        _ => true,
    };

    internal static string List(IReadOnlyList<string> names) => names.Count <= MostNamed
        ? string.Join(", ", names)
        : $"{string.Join(", ", names.Take(MostNamed))} and {names.Count - MostNamed} more";
}
