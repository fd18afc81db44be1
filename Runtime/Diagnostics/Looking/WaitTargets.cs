namespace Baton;

/// <summary>Who or what could end a wait for frames, tasks, queues or cases of a select.</summary>
internal static class WaitTargets
{
    internal static void Add(ProcessLook process, Member member, MemberWait wait)
    {
        List<object> on = wait.Facts.On ?? [];
        List<string> words = [];
        wait.IsOpenByQueuesOnly = on.Count > 0;
        string limits = string.Empty;
        foreach (object one in on)
        {
            if (on.Count > 1 && one is Task task && WaitLimits.Of(task) is { } limit)
            {
                limits = limit.Text;
                AddOpen(wait, limit.By);
            }
            else
            {
                words.Add(AddOne(process, member, wait, one));
            }
        }

        if (on.Count == 0)
        {
            (wait.IsOpen, wait.IsOpenByQueuesOnly) = (true, false);
        }

        if (!wait.NeedsAll && on.Count == 1 && wait.Kind != WaitKind.Queue)
        {
            wait.NeedsAll = !wait.IsOpen;
        }

        string text = wait.Kind switch
        {
            WaitKind.Queue => wait.Facts.Sends ? $"enqueues into {words.FirstOrDefault()}" : $"dequeues from {words.FirstOrDefault()}",
            WaitKind.Select => $"selects among {WaitResolver.List(words)}",
            WaitKind.Callbacks => $"is canceled, and waits for {FrameTaskWaits.Callbacks}",
            _ when words.Count == 0 => $"awaits {wait.Facts.Words ?? "a task"}",
            _ when words.Count == 1 => $"awaits {words[0]}{limits}",
            _ => $"awaits the first of {WaitResolver.List(words)}{limits}",
        };
        wait.Text = member.IsCanceled && wait.Kind != WaitKind.Callbacks ? $"is canceled, and {text}" : text;
    }

    /// <summary>Adds a frame, coroutine or work that must come, or may. One that is no member has ended, or cannot be seen.</summary>
    internal static Member? AddMember(ProcessLook process, MemberWait wait, object core, string key)
    {
        Member? member = process.Find(core);
        wait.On.Add(new WaitTarget(key, member?.Label ?? key));
        if (member is not null)
        {
            wait.Needs.Add(member);
        }
        else
        {
            wait.IsOpen = true;
        }

        return member;
    }

    private static string AddOne(ProcessLook process, Member member, MemberWait wait, object one) => one switch
    {
        FrameCore frame => AddFrame(process, member, wait, frame, string.Empty),
        FrameCase { Frame: var frame } => AddFrame(process, member, wait, frame, string.Empty),
        Task task => AddTask(process, member, wait, task),
        TaskCase { Ending: var task } => AddTask(process, member, wait, task),
        TimeoutCase timeout => AddOpen(wait, timeout.IsEndless ? "a time without end" : $"a time of {Spans.Limit(timeout.Timeout)}"),
        SelectCase { Queue: { } queue } => AddQueue(process, wait, queue),
        QueueCore queue => AddQueue(process, wait, queue),
        _ => AddOpen(wait, "something else"),
    };

    private static string AddFrame(ProcessLook process, Member member, MemberWait wait, FrameCore frame, string how)
    {
        Member? found = AddMember(process, wait, frame, Keys.Of(frame));
        wait.IsOpenByQueuesOnly &= found is not null;
        string label = found?.Label ?? Keys.Of(frame);
        return frame.Scheduler == member.Scheduler || frame.Scheduler.IsClosed ? label + how
            : $"{label} of {Keys.Named(Keys.Of(frame.Scheduler), frame.Scheduler.Name)}{how}";
    }

    private static string AddTask(ProcessLook process, Member member, MemberWait wait, Task task)
    {
        object? owner = TaskEnd.OwnerOf(task);
        if (owner is FrameCore frame)
        {
            wait.Kind = wait.Kind == WaitKind.Task ? WaitKind.Frame : wait.Kind;
            return AddFrame(process, member, wait, frame, ", as a task");
        }

        if (owner is WorkItem work && process.Find(work) is { } running)
        {
            AddMember(process, wait, work, running.Key);
            wait.IsOpenByQueuesOnly = false;
            return running.Label;
        }

        return AddOpen(wait, owner is WorkItem { IsQueued: true } ? "work that has no thread yet" : TaskNames.Of(task, wait.Facts.Words));
    }

    private static string AddQueue(ProcessLook process, MemberWait wait, QueueCore queue)
    {
        wait.IsOpen = true;
        QueueLook? look = process.Queues.Find(look => look.Queue == queue);
        string key = Keys.Of(queue);
        string text = look is null ? key : $"{key}, {look.Text}";
        wait.On.Add(new WaitTarget(key, text));
        return text;
    }

    private static string AddOpen(MemberWait wait, string text)
    {
        (wait.IsOpen, wait.IsOpenByQueuesOnly) = (true, false);
        wait.On.Add(new WaitTarget(null, text));
        return text;
    }
}
