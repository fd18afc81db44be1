namespace Baton.Stress;

/// <summary>The same random generator as a plain iterator of the language.</summary>
internal static class FeedModel
{
    internal static IEnumerable<int> Items(IReadOnlyList<Feed> parts, FeedTrace trace)
    {
        foreach (Feed part in parts)
        {
            foreach (int item in One(part, trace))
            {
                yield return item;
            }
        }
    }

    private static IEnumerable<int> One(Feed part, FeedTrace trace)
    {
        switch (part.Kind)
        {
            case FeedKind.Emit:
                return Enumerable.Range(part.Number * 100, part.Count);
            case FeedKind.Throw:
                throw new ScenarioException(part.Number);
            case FeedKind.TryFinally:
                return TryFinally(part, trace);
            default:
                return Items(part.Parts, trace);
        }
    }

    private static IEnumerable<int> TryFinally(Feed part, FeedTrace trace)
    {
        trace.Enter(part.Number);
        try
        {
            foreach (int item in Items(part.Parts, trace))
            {
                yield return item;
            }
        }
        finally
        {
            trace.Leave(part.Number);
        }
    }
}
