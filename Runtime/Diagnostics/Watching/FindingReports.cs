namespace Baton;

/// <summary>Tells the meter and the event source of deadlocks and of waits that nobody ends, each once.</summary>
internal static class FindingReports
{
    private const int MostRemembered = 1_000;
    private static readonly Gate s_gate = new();
    private static readonly HashSet<string> s_told = []; // under s_gate

    internal static void Tell(IReadOnlyList<Finding> findings)
    {
        foreach (Finding finding in findings)
        {
            if (finding.Level is FindingLevel.Deadlock or FindingLevel.Stuck && IsNew(finding))
            {
                Telemetry.Found(finding);
            }
        }
    }

    private static bool IsNew(Finding finding)
    {
        string name = Name(finding);
        using (s_gate.Enter())
        {
            if (s_told.Count >= MostRemembered)
            {
                s_told.Clear();
            }

            return s_told.Add(name);
        }
    }

    /// <summary>The same for the same finding at two looks.</summary>
    internal static string Name(Finding finding) => $"{finding.Kind} {string.Join(' ', finding.Members)}";
}
