namespace Baton;

/// <summary>The looks of one watch, one after the other: what is new at each. The watch's thread only.</summary>
/// <param name="options">What is looked for.</param>
/// <param name="locks">Who tells of locks besides the frames themselves. Null: nobody.</param>
internal sealed class WatchLook(WatchOptions options, ContentionListener? locks)
{
    private static readonly WaitKind[] s_ordinary = [WaitKind.Turn, WaitKind.Resume, WaitKind.Thread, WaitKind.Delay, WaitKind.Child];

    private readonly CaptureOptions _capture = new();
    private Dictionary<string, long> _seen = [];    // waits, and when each was first seen; the watch's thread
    private HashSet<string> _told = [];             // of these, turns and findings, those that were told; the watch's thread

    /// <summary>Looks once more.</summary>
    internal List<WatchReport> Next()
    {
        List<WatchReport> reports = [];
        ProcessLook look = ProcessLook.Take(_capture);
        HashSet<string> still = [];
        if (options.Deadlocks)
        {
            AddFindings(look, reports, still);
        }

        Dictionary<string, long> seen = [];
        if (options.LongerThan != Timeout.InfiniteTimeSpan)
        {
            AddWaits(look, seen, reports, still);
            AddTurns(look, reports, still);
        }

        _seen = seen;
        _told = still;
        return reports;
    }

    private void AddFindings(ProcessLook look, List<WatchReport> reports, HashSet<string> still)
    {
        List<Finding> findings = [.. FindingSearch.Find(look, _capture, locks)
            .Where(static finding => finding.Level is FindingLevel.Deadlock or FindingLevel.Stuck)];
        FindingReports.Tell(findings);
        foreach (Finding finding in findings)
        {
            if (IsNew(FindingReports.Name(finding), still))
            {
                reports.Add(new WatchReport(null, finding, null));
            }
        }
    }

    private void AddWaits(ProcessLook look, Dictionary<string, long> seen, List<WatchReport> reports, HashSet<string> still)
    {
        foreach (Member member in look.Members)
        {
            if (member.Wait is not { } wait || !IsAskedFor(wait.Kind))
            {
                continue;
            }

            string name = $"{member.Key} {wait.Kind} {wait.Epoch}";
            long since = Since(name, wait.Since, look, seen);
            if (TimeSpan.FromMilliseconds(look.Now - since) >= options.LongerThan && IsNew(name, still))
            {
                wait.Since = since;
                CoroutineInfo info = member.ToInfo(look.Now);
                Telemetry.WaitedLong(info);
                reports.Add(new WatchReport(info, null, options.Stacks ? Photographs.OfWait(look, member) : null));
            }
        }
    }

    // A holder that does not let go, while others could run.
    private void AddTurns(ProcessLook look, List<WatchReport> reports, HashSet<string> still)
    {
        foreach (SchedulerLook scheduler in look.Schedulers)
        {
            if (LongTurnFinding.Of(look, scheduler, options.LongerThan) is { } finding
                && IsNew($"{Keys.Of(scheduler.Scheduler)} turn {scheduler.Turns}", still))
            {
                reports.Add(new WatchReport(null, finding, null));
            }
        }
    }

    private long Since(string name, long known, ProcessLook look, Dictionary<string, long> seen)
    {
        long since = known != 0 ? known : _seen.GetValueOrDefault(name, look.Now);
        seen[name] = since;
        return since;
    }

    private bool IsNew(string name, HashSet<string> still)
    {
        still.Add(name);
        return !_told.Contains(name);
    }

    private bool IsAskedFor(WaitKind kind) => options.Kinds?.Contains(kind) ?? !s_ordinary.Contains(kind);
}
