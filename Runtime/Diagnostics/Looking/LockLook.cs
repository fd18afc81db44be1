namespace Baton;

/// <summary>A lock on which a member blocks.</summary>
/// <param name="Key">Its key, which is good for one look.</param>
/// <param name="Type"><c>Monitor</c> or <c>Lock</c>.</param>
/// <param name="Owner">The member that has it. Null: none, or none that is known.</param>
/// <param name="OwnerOSThreadId">The system's number of the thread that has it. 0: not known.</param>
internal sealed record LockLook(string Key, string Type, Member? Owner, long OwnerOSThreadId)
{
    internal List<string> Waiters { get; } = [];

    internal string Text => Owner is not null ? $"lock {Key} ({Type}), held by {Owner.Label} (os {OwnerOSThreadId})"
        : OwnerOSThreadId != 0 ? $"lock {Key} ({Type}), held by a thread that is no member (os {OwnerOSThreadId})"
        : $"lock {Key} ({Type})";

    internal LockInfo ToInfo() => new(Key, Type, Owner?.Key, OwnerOSThreadId == 0 ? null : OwnerOSThreadId, Waiters);
}
