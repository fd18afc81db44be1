namespace Baton;

/// <summary>A scheduler, as it was at one instant.</summary>
/// <param name="Key">Names it in all outputs of this process, such as <c>s1</c>.</param>
/// <param name="Name">The name that it was given. Null: none.</param>
/// <param name="Blocking">What becomes of code that blocks in its frames.</param>
/// <param name="Pool">The key of the pool that its frames get their threads from.</param>
/// <param name="Holder">The key of the frame that had its baton. Null: none had.</param>
/// <param name="HeldFor">
/// How long that frame had had the baton, at least: since a look first found it in this turn. All looks of the process count: snapshots,
/// watches, dumps, and those for <see cref="CoroutineSchedulerOptions.LongTurn"/>. So it is 0 if this one was the first, unless the
/// frame blocks and has noted since when. A turn ends when the frame suspends, or yields. Null: no frame had the baton.
/// </param>
/// <param name="Frames">Its frames that have not ended.</param>
/// <param name="Ready">Those of its frames that could go on if they had the baton.</param>
/// <param name="Unstarted">Those of its frames that want a thread.</param>
/// <param name="IsExact">
/// Was it read under its own baton? False: it was read as it stood, for the holder of the baton did not look in time.
/// </param>
public sealed record SchedulerInfo(
    string Key,
    string? Name,
    BlockingMode Blocking,
    string? Pool,
    string? Holder,
    TimeSpan? HeldFor,
    int Frames,
    int Ready,
    int Unstarted,
    bool IsExact);
