namespace Baton;

/// <summary>One member, as one look found it. Belongs to that look's thread.</summary>
/// <param name="key">Its key.</param>
/// <param name="kind">What it is.</param>
/// <param name="id">Its number.</param>
/// <param name="core">The library's object for it.</param>
internal sealed class Member(string key, MemberKind kind, long id, object core)
{
    internal string Key => key;

    internal MemberKind Kind => kind;

    internal object Core => core;

    internal string? Name { get; init; }

    internal MemberStatus Status { get; set; }

    /// <summary>When it got its thread, by <see cref="Environment.TickCount64"/>. 0: not known.</summary>
    internal long Since { get; init; }

    internal MemberWait? Wait { get; set; }

    internal string? ResumedBy { get; set; }

    internal SchedulerCore? Scheduler { get; init; }

    internal string? SchedulerKey { get; init; }

    internal string? ScopeKey { get; init; }

    /// <summary>The thread that it runs on. Null: none, or none that is known.</summary>
    internal Thread? Thread { get; set; }

    /// <summary>The system's number of that thread. 0: not known.</summary>
    internal int ThreadNumber { get; set; }

    internal bool IsExact { get; init; } = true;

    /// <summary>Was it asked to end? Then what it waits for proves nothing.</summary>
    internal bool IsCanceled { get; init; }

    /// <summary>Was it given up, with its thread?</summary>
    internal bool IsWrittenOff { get; init; }

    /// <summary>In which level of finding it is. Null: in none.</summary>
    internal FindingLevel? Level { get; set; }

    /// <summary>The key, and the name if there is one.</summary>
    internal string Label => Keys.Named(key, Name);

    internal CoroutineInfo ToInfo(long now) => new(
        key,
        kind,
        id,
        Name,
        Status,
        Since == 0 ? null : TimeSpan.FromMilliseconds(Math.Max(0, now - Since)),
        Wait?.ToInfo(now),
        ResumedBy,
        SchedulerKey,
        ScopeKey,
        Thread?.ManagedThreadId,
        ThreadNumber == 0 ? null : ThreadNumber,
        TraceId: null,
        IsExact);
}
