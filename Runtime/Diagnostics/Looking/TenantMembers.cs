namespace Baton;

/// <summary>What the workers of the pools run: coroutines, work, and frames that no look at a scheduler has found.</summary>
internal static class TenantMembers
{
    internal static void AddTo(ProcessLook process)
    {
        foreach (WorkerSeen seen in process.Census.Workers)
        {
            Member? member = seen.Tenant switch
            {
                FrameCore frame => process.Find(frame) is null && seen.IsWrittenOff ? OfLost(frame, seen) : null,
                CoroutineCore coroutine => Of(coroutine, seen),
                ThreadRequest => null, // its frame is a member
                _ => OfWork(seen),
            };
            if (member is not null)
            {
                process.Add(member);
                if (process.FindOn(seen.Worker.Thread) is null)
                {
                    process.Note(seen.Worker.Thread, member);
                }
            }
        }
    }

    private static Member Of(CoroutineCore coroutine, WorkerSeen seen)
    {
        CoroutineStatus status = coroutine.Status;
        return new Member(Keys.Of(coroutine), MemberKind.Coroutine, coroutine.Id, coroutine)
        {
            Name = coroutine.Name ?? coroutine.BodyName,
            Status = status switch
            {
                CoroutineStatus.Suspended => MemberStatus.Suspended,
                CoroutineStatus.Resuming => MemberStatus.Waiting,
                _ => MemberStatus.Running,
            },
            Since = seen.Worker.Since,
            Thread = seen.Worker.Thread,
            ThreadNumber = seen.Worker.ThreadNumber,
            ResumedBy = coroutine.Driver is FrameCore frame ? Keys.Of(frame) : null,
            IsWrittenOff = seen.IsWrittenOff,
            Wait = status switch
            {
                CoroutineStatus.Suspended => new MemberWait
                {
                    Kind = WaitKind.Resume,
                    IsOpen = true,
                    Text = "is suspended; open: whoever has its handle",
                },
                CoroutineStatus.Resuming => new MemberWait { Kind = WaitKind.Child, NeedsAll = true, Text = "resumes a coroutine" },
                _ => null,
            },
        };
    }

    private static Member OfWork(WorkerSeen seen) =>
        new(Keys.Of(seen.Worker), MemberKind.Work, seen.Worker.Number, seen.Tenant)
        {
            Status = MemberStatus.Running,
            Since = seen.Worker.Since,
            Thread = seen.Worker.Thread,
            ThreadNumber = seen.Worker.ThreadNumber,
            IsWrittenOff = seen.IsWrittenOff,
        };

    // A frame that was given up has ended for its scheduler, and keeps its thread.
    private static Member OfLost(FrameCore frame, WorkerSeen seen) => new(Keys.Of(frame), MemberKind.Frame, frame.Id, frame)
    {
        Name = frame.Name ?? frame.FunctionName,
        Status = MemberStatus.Running,
        Since = seen.Worker.Since,
        SchedulerKey = Keys.Of(frame.Scheduler),
        Thread = seen.Worker.Thread,
        ThreadNumber = seen.Worker.ThreadNumber,
        IsWrittenOff = true,
    };
}
