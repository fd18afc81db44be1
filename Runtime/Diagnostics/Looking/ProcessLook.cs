using System.Diagnostics;

namespace Baton;

/// <summary>One look at the whole process: who is there, and what each waits for.</summary>
/// <remarks>Belongs to one thread. It refers to what it has seen, and is dropped when the snapshot is made or the dump is
/// written.</remarks>
internal sealed class ProcessLook
{
    private readonly Dictionary<object, Member> _byCore = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<Thread, Member> _byThread = [];

    private readonly long _begin;

    private ProcessLook(Census census, List<SchedulerLook> schedulers, long begin)
    {
        _begin = begin;
        Census = census;
        Schedulers = schedulers;
    }

    internal Census Census { get; }

    internal List<SchedulerLook> Schedulers { get; }

    /// <summary>In the order in which they were found.</summary>
    internal List<Member> Members { get; } = [];

    internal List<QueueLook> Queues { get; } = [];

    /// <summary>Locks on which members block. Empty before <see cref="LockWaits"/> has asked.</summary>
    internal List<LockLook> Locks { get; } = [];

    internal DateTimeOffset Time { get; } = DateTimeOffset.UtcNow;

    /// <summary>The same, by <see cref="Environment.TickCount64"/>.</summary>
    internal long Now { get; } = Environment.TickCount64;

    /// <summary>How long the look took.</summary>
    internal TimeSpan Took { get; private set; }

    internal TimeSpan SinceBegin => Stopwatch.GetElapsedTime(_begin);

    /// <summary>Looks. Blocks the calling thread for the options' patience at most.</summary>
    internal static ProcessLook Take(CaptureOptions options)
    {
        using Quiet quiet = Quiet.Begin();
        long begin = Stopwatch.GetTimestamp();
        Census census = Census.Take();
        LooksAwaited awaited = new();
        List<SchedulerLook> looks = [];
        foreach (SchedulerCore scheduler in census.Schedulers)
        {
            awaited.Begin();
            SchedulerLook look = new(scheduler, awaited, options.MaxUnstarted);
            looks.Add(look);
            look.Send();
        }

        awaited.End();
        if (!awaited.Wait(options.Patience))
        {
            looks.ForEach(static look => look.GiveUpWaiting());
            awaited.Wait(Timeout.InfiniteTimeSpan); // for those who are looking
        }

        looks.ForEach(static look => look.SeeTurn());
        looks.Sort(static (a, b) => Keys.NumberIn(Keys.Of(a.Scheduler)).CompareTo(Keys.NumberIn(Keys.Of(b.Scheduler))));
        ProcessLook process = new(census, looks, begin);
        FrameMembers.AddTo(process);
        TenantMembers.AddTo(process);
        ThreadMembers.AddTo(process);
        QueueMembers.AddTo(process);
        WaitResolver.Resolve(process);
        process.Took = process.SinceBegin;
        return process;
    }

    internal void Add(Member member)
    {
        if (_byCore.TryAdd(member.Core, member))
        {
            Members.Add(member);
        }
    }

    /// <summary>The member runs on that thread, innermost: none that was noted before does.</summary>
    internal void Note(Thread thread, Member member) => _byThread[thread] = member;

    /// <summary>Null: it is no member.</summary>
    internal Member? Find(object? core) => core is null ? null : _byCore.GetValueOrDefault(core);

    /// <summary>The innermost member on the thread of that number of the system's. Null: there is none, or it is not known.</summary>
    internal Member? FindOn(long threadNumber) => threadNumber == 0 ? null
        : Members.Find(member => member.ThreadNumber == threadNumber && member.Thread is { } thread && FindOn(thread) == member);

    internal Member? FindOn(Thread? thread) => thread is null ? null : _byThread.GetValueOrDefault(thread);
}
