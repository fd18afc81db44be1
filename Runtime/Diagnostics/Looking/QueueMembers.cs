namespace Baton;

/// <summary>The queues at which members wait, and the asynchronous methods that wait at queues.</summary>
internal static class QueueMembers
{
    private const int MostParties = 1_000; // of each side of a queue

    internal static void AddTo(ProcessLook process)
    {
        HashSet<QueueCore> seen = [];
        foreach (QueueCore queue in QueuesAwaited.Snapshot())
        {
            AddAsync(process, queue, seen);
        }

        foreach (Member member in process.Members.ToArray())
        {
            foreach (object on in member.Wait?.Facts.On ?? [])
            {
                if ((on as QueueCore ?? (on as SelectCase)?.Queue) is { } queue)
                {
                    Add(process, queue, seen);
                }
            }
        }

        process.Queues.Sort(static (a, b) => a.Queue.Order.CompareTo(b.Queue.Order));
    }

    // A queue is listed for ever once an asynchronous method has waited there, and shown only if one does now.
    private static void AddAsync(ProcessLook process, QueueCore queue, HashSet<QueueCore> seen)
    {
        QueueFacts facts = new(MostParties);
        queue.Describe(ref facts);
        if (facts.Receivers.Exists(IsAsync) || facts.Senders.Exists(IsAsync))
        {
            Add(process, queue, seen);
        }
    }

    private static void Add(ProcessLook process, QueueCore queue, HashSet<QueueCore> seen)
    {
        if (!seen.Add(queue))
        {
            return;
        }

        QueueFacts facts = new(MostParties);
        queue.Describe(ref facts);
        QueueLook look = new(queue, facts);
        process.Queues.Add(look);
        foreach (QueueWait wait in facts.Receivers.Concat(facts.Senders))
        {
            if (IsAsync(wait) && process.Find(wait) is null)
            {
                process.Add(OfAsync(wait, queue, sends: facts.Senders.Contains(wait)));
            }
        }

        look.Receivers.AddRange(facts.Receivers.Select(wait => KeyOf(process, wait)).OfType<string>());
        look.Senders.AddRange(facts.Senders.Select(wait => KeyOf(process, wait)).OfType<string>());
    }

    private static bool IsAsync(QueueWait wait) => wait is not CallWait;

    private static Member OfAsync(QueueWait wait, QueueCore queue, bool sends)
    {
        string key = Keys.Of(wait);
        WaitFacts facts = new() { Kind = wait is SelectTaskWait ? WaitKind.Select : WaitKind.Queue, IsOpen = true, Sends = sends };
        facts.Add(queue);
        return new Member(key, MemberKind.Async, Keys.NumberIn(key), wait)
        {
            Status = MemberStatus.Waiting,
            Wait = new MemberWait { Kind = facts.Kind, Facts = facts },
        };
    }

    private static string? KeyOf(ProcessLook process, QueueWait wait) => wait switch
    {
        FrameWait frame => Keys.Of(frame.Frame),
        ThreadWait thread => process.FindOn(thread.Thread)?.Key,
        _ => process.Find(wait)?.Key,
    };
}
