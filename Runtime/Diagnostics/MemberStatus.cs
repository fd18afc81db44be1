namespace Baton;

/// <summary>What a <see cref="CoroutineInfo"/> was doing when it was looked at.</summary>
public enum MemberStatus
{
    /// <summary>A frame that has not begun: it has no thread yet, or has just got one.</summary>
    Unstarted,

    /// <summary>A frame that can go on when its turn comes.</summary>
    Ready,

    /// <summary>Its thread runs, or blocks in a wait that the library is not told of.</summary>
    Running,

    /// <summary>A coroutine that waits for its next resume.</summary>
    Suspended,

    /// <summary>It waits in the library, for what <see cref="CoroutineInfo.Wait"/> says.</summary>
    Waiting,

    /// <summary>A frame whose thread blocks in a wait that is none of the library's, such as a lock.</summary>
    Blocked,
}
