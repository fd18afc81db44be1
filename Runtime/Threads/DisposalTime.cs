using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Baton;

/// <summary>
/// The time that all disposals of one object have together. It begins with the first of them, and does not begin again. Any thread.
/// </summary>
/// <param name="limit">0 or more, or <see cref="Timeout.InfiniteTimeSpan"/>.</param>
internal sealed class DisposalTime(TimeSpan limit)
{
    private StrongBox<(TimeLeft Left, long Begin)>? _time; // null: no disposal has begun; interlocked, by the first disposal, once

    /// <summary>0: the time is over. An infinite limit stays infinite.</summary>
    internal TimeSpan Left => Volatile.Read(ref _time) is { } time ? time.Value.Left.Left : limit;

    /// <summary>The time since the first disposal has begun. 0: none has.</summary>
    internal TimeSpan Elapsed => Volatile.Read(ref _time) is { } time ? Stopwatch.GetElapsedTime(time.Value.Begin) : TimeSpan.Zero;

    /// <summary>A disposal begins. Has no effect if one has begun before.</summary>
    internal void Begin()
    {
        if (Volatile.Read(ref _time) is null)
        {
            Interlocked.CompareExchange(ref _time, new((new TimeLeft(limit, TimeProvider.System), Stopwatch.GetTimestamp())), null);
        }
    }
}
