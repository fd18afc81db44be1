namespace Baton;

/// <summary>The frames of the schedulers that were looked at.</summary>
internal static class FrameMembers
{
    internal static void AddTo(ProcessLook process)
    {
        Dictionary<FrameCore, Thread> mains = process.Census.Mains.DistinctBy(static main => main.Main)
            .ToDictionary(static main => main.Main, static main => main.Thread);
        foreach (SchedulerLook scheduler in process.Schedulers)
        {
            string key = Keys.Of(scheduler.Scheduler);
            foreach (FrameLook look in scheduler.Frames)
            {
                process.Add(Of(look, key, scheduler.IsExact, mains.GetValueOrDefault(look.Frame)));
            }
        }

        foreach (Member member in process.Members)
        {
            if (member.Thread is { } thread
                && (process.FindOn(thread) is not { } other || IsInside((FrameCore)member.Core, (FrameCore)other.Core)))
            {
                process.Note(thread, member);
            }
        }
    }

    private static Member Of(FrameLook look, string scheduler, bool isExact, Thread? main)
    {
        FrameCore frame = look.Frame;
        bool hasWorker = look.Worker is not null;
        return new Member(Keys.Of(frame), MemberKind.Frame, frame.Id, frame)
        {
            Name = frame.Name ?? frame.FunctionName,
            Status = StatusOf(look),
            Since = hasWorker ? look.Worker!.Since : 0,
            Scheduler = frame.Scheduler,
            SchedulerKey = scheduler,
            ScopeKey = frame.Scope is { Scheduler: not null } scope ? Keys.Of(scope) : null,
            Thread = look.Worker?.Thread ?? main,
            ThreadNumber = look.ThreadNumber,
            IsExact = isExact,
            IsCanceled = look.IsCanceled,
            Wait = WaitOf(look),
        };
    }

    private static MemberStatus StatusOf(FrameLook look) => look.State switch
    {
        FrameState.New or FrameState.WantingThread => MemberStatus.Unstarted,
        _ when look.IsForeign => MemberStatus.Blocked,
        FrameState.Ready => MemberStatus.Ready,
        FrameState.Running => MemberStatus.Running,
        FrameState.Blocked when look.Facts.On is null => MemberStatus.Blocked,
        _ => MemberStatus.Waiting,
    };

    // What the facts name is resolved when all members are known.
    private static MemberWait? WaitOf(FrameLook look) => look.State == FrameState.Running && !look.IsForeign
        ? null
        : new MemberWait { Kind = look.Facts.Kind, Epoch = look.Facts.Epoch, Since = look.Facts.Since, Facts = look.Facts };

    // Does the first frame run on the thread inside a call of the other's?
    private static bool IsInside(FrameCore first, FrameCore other)
    {
        for (FrameCore? around = first.Outer; around is not null; around = around.Outer)
        {
            if (around == other)
            {
                return true;
            }
        }

        return false;
    }
}
