namespace Baton;

/// <summary>Threads that wait in the library outside every scheduler; and who waits in a resume.</summary>
internal static class ThreadMembers
{
    internal static void AddTo(ProcessLook process)
    {
        foreach (ThreadRecord record in process.Census.Threads)
        {
            AddRecord(process, record);
        }

        foreach (Member member in process.Members.FindAll(static member => member.Core is CoroutineCore))
        {
            AddResumer(process, member, (CoroutineCore)member.Core);
        }

        foreach (Member member in process.Members)
        {
            FindParking(process, member);
        }
    }

    private static void AddRecord(ProcessLook process, ThreadRecord record)
    {
        for (int attempt = 0; attempt < 10; attempt++)
        {
            int epoch = record.Epoch;
            WaitFacts facts = new() { Epoch = epoch, Since = record.Since };
            bool waits = (epoch & 1) == 0 && record.Wait is { } wait && Describe(ref facts, wait);
            if (record.Epoch == epoch && (epoch & 1) == 0)
            {
                if (waits)
                {
                    Add(process, record, facts);
                }

                return;
            }
        }
    }

    private static bool Describe(ref WaitFacts facts, object wait)
    {
        switch (wait)
        {
            case CallWait call:
                call.Describe(ref facts);
                return true;
            case Task[] tasks:
                facts.Kind = tasks is [{ AsyncState: QuietDelay }] ? WaitKind.Delay : WaitKind.Task;
                facts.NeedsAll = tasks.Length == 1;
                facts.On = [.. tasks];
                return true;
            case ScopeCore scope:
                facts.Kind = WaitKind.Scope;
                facts.NeedsAll = true;
                facts.Add(scope);
                return true;
            default:
                return false;
        }
    }

    private static void Add(ProcessLook process, ThreadRecord record, in WaitFacts facts)
    {
        Member member = MemberOf(process, record.Thread, record.ThreadNumber);
        member.Wait = new MemberWait { Kind = facts.Kind, Epoch = facts.Epoch, Since = facts.Since, Facts = facts, Record = record };
        member.Status = MemberStatus.Waiting;
    }

    private static Member MemberOf(ProcessLook process, Thread thread, int number)
    {
        if (process.FindOn(thread) is not { } member)
        {
            member = new Member(Keys.Of(thread), MemberKind.Thread, thread.ManagedThreadId, thread)
            {
                Name = thread.Name,
                Status = MemberStatus.Running,
                Thread = thread,
                ThreadNumber = number,
            };
            process.Add(member);
            process.Note(thread, member);
        }

        return member;
    }

    // The thread that waits in the resumer's lane has resumed the body, whichever member it runs.
    private static void AddResumer(ProcessLook process, Member body, CoroutineCore coroutine)
    {
        if (coroutine.Resumer.Parent is { } parent && process.Find(parent) is { Wait.Kind: WaitKind.Child } around)
        {
            SetChild(around, body);
        }

        if (coroutine.ResumersLane is not { } lane || !process.Census.Parked.TryGetValue(lane, out ThreadParked parked))
        {
            return;
        }

        Member resumer = MemberOf(process, parked.Thread, 0);
        if (resumer.Wait is null)
        {
            resumer.Wait = new MemberWait { Kind = WaitKind.Child, NeedsAll = true, Since = parked.Since };
            resumer.Status = MemberStatus.Waiting;
        }

        if (resumer.Wait.Kind == WaitKind.Child)
        {
            resumer.Wait.Since = parked.Since;
            SetChild(resumer, body);
        }
    }

    private static void SetChild(Member resumer, Member body)
    {
        body.ResumedBy = resumer.Key;
        MemberWait wait = resumer.Wait!;
        if (wait.On.Count == 0)
        {
            wait.Text = $"resumes {body.Label}";
            wait.On.Add(new WaitTarget(body.Key, body.Label));
            wait.Needs.Add(body);
        }
    }

    // Since when a wait lasts, the thread's place to sleep knows. A frame that is ready may have parked for another wait, before that.
    private static void FindParking(ProcessLook process, Member member)
    {
        LaneBase? lane = member.Core switch
        {
            FrameCore frame => frame.Seat.Lane,
            CoroutineCore coroutine => coroutine.OwnLane,
            _ => null,
        };
        if (lane is not null && member is { Wait: { Since: 0 } wait, Status: not MemberStatus.Ready }
            && process.Census.Parked.TryGetValue(lane, out ThreadParked parked))
        {
            wait.Since = parked.Since;
        }
    }
}
