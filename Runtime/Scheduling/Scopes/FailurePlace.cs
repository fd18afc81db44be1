namespace Baton;

/// <summary>Where failures come out: a scope with all that is around it, or code that awaits several frames. Is not changed.</summary>
/// <remarks>
/// Places are linked from the inside out, and a scope keeps its own for those inside. So many scopes in each other that all fail look at
/// each other only once.
/// </remarks>
internal sealed class FailurePlace
{
    private readonly ScopeFailures _of;
    private readonly FailurePlace? _around; // null: none is known
    private readonly long[] _frames;        // that run the block, or the code, and those that have called their runs
    private readonly HashSet<long> _awaited;    // the frames whose failures come out; empty for a scope

    private FailurePlace(ScopeFailures of, FailurePlace? around, long[] frames, HashSet<long> awaited) =>
        (_of, _around, _frames, _awaited) = (of, around, frames, awaited);

    /// <summary>Where nothing is around: an exception has come out of two places with the same failures.</summary>
    internal static FailurePlace Nowhere { get; } = new(new ScopeFailures(), null, [], []);

    /// <summary>Of the calling code.</summary>
    /// <param name="of">The failures.</param>
    /// <param name="awaited">The frames whose failures they are, if they are not those of a scope.</param>
    internal static FailurePlace Here(ScopeFailures of, FrameCore[] awaited) => new(
        of,
        ScopeSurroundings.Here is { } around ? Of(around) : null,
        FramesAround(FrameCore.Current),
        [.. awaited.Select(static frame => frame.Id)]);

    /// <summary>Is this known to be around the other place? It is also around itself.</summary>
    internal bool IsAround(FailurePlace other)
    {
        for (FailurePlace? place = other; place is not null; place = place._around)
        {
            if (place._of == _of || (_awaited.Count > 0 && _awaited.Overlaps(place._frames)))
            {
                return true;
            }
        }

        return false;
    }

    // What is around a scope is as it was, but for a scope in a body that another resumes now.
    private static FailurePlace Of(ScopeCore scope)
    {
        List<ScopeCore> inward = [];
        HashSet<ScopeCore> seen = [];
        FailurePlace? place = null;
        for (ScopeCore? next = scope; next is not null && place is null && seen.Add(next);)
        {
            ScopeCore? around = ScopeSurroundings.Of(next);
            if (next.Failures.Place is { } known && known._around?._of == around?.Failures)
            {
                place = known;
            }
            else
            {
                inward.Add(next);
                next = around;
            }
        }

        for (int i = inward.Count - 1; i >= 0; i--)
        {
            place = new FailurePlace(inward[i].Failures, place, FramesAround(inward[i].Owner), []);
            inward[i].Failures.Place = place;
        }

        return place!;
    }

    private static long[] FramesAround(FrameCore? frame)
    {
        List<long> frames = [];
        for (; frame is not null; frame = frame.Scheduler.Around)
        {
            frames.Add(frame.Id);
        }

        return [.. frames];
    }
}
