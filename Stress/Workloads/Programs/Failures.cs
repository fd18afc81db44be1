namespace Baton.Stress;

/// <summary>What is inside an exception that came out of a drawn program.</summary>
internal static class Failures
{
    /// <summary>The failures that were thrown on purpose.</summary>
    internal static IEnumerable<Exception> In(Exception exception) => All(exception).Where(part => part is ScenarioException);

    /// <summary>The exception, and its companions. Of an aggregate: its parts.</summary>
    internal static IEnumerable<Exception> Parts(Exception exception) => All(exception).Where(part => part is not AggregateException);

    private static HashSet<Exception> All(Exception exception)
    {
        HashSet<Exception> all = new(ReferenceEqualityComparer.Instance);
        Gather(exception, all);
        return all;
    }

    private static void Gather(Exception exception, HashSet<Exception> all)
    {
        if (!all.Add(exception))
        {
            return;
        }

        foreach (Exception further in CoroutineScope.FurtherFailures(exception))
        {
            Gather(further, all);
        }

        if (exception is AggregateException several)
        {
            foreach (Exception part in several.InnerExceptions)
            {
                Gather(part, all);
            }
        }
        else if (exception.InnerException is { } inner and (ScenarioException or AggregateException))
        {
            Gather(inner, all);
        }
    }
}
