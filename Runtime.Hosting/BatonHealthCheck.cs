using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace Baton.Hosting;

/// <summary>
/// Unhealthy when frames are in a proved deadlock; degraded when a frame is stuck, old, or a pool is at its limit. Blocks for the options'
/// patience at most.
/// </summary>
internal sealed class BatonHealthCheck(IOptions<BatonHealthCheckOptions> options) : IHealthCheck
{
    private const int MostTold = 10;

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        DiagnosticSnapshot now = CoroutineDiagnostics.Capture(new CaptureOptions { Patience = options.Value.Patience });
        List<string> dead = [.. Texts(now, FindingLevel.Deadlock)];
        List<string> worse = [.. Texts(now, FindingLevel.Stuck), .. Old(now), .. AtLimit(now)];
        HealthStatus status = dead.Count > 0 ? context.Registration.FailureStatus
            : worse.Count > 0 ? HealthStatus.Degraded
            : HealthStatus.Healthy;
        return Task.FromResult(new HealthCheckResult(status, Describe([.. dead, .. worse]), exception: null, DataOf(now)));
    }

    private static IEnumerable<string> Texts(DiagnosticSnapshot now, FindingLevel level) =>
        now.Findings.Where(finding => finding.Level == level).Select(static finding => finding.Text);

    private static string? Describe(List<string> all) => all.Count switch
    {
        0 => null,
        <= MostTold => string.Join(" ", all),
        _ => $"{string.Join(" ", all.Take(MostTold))} And {all.Count - MostTold} more.",
    };

    private IEnumerable<string> Old(DiagnosticSnapshot now)
    {
        TimeSpan limit = options.Value.DegradedAfter;
        HashSet<string> givenUp = [.. now.Findings.Where(static finding => finding.Kind == FindingKind.Quarantined)
            .SelectMany(static finding => finding.Members)];
        return limit == Timeout.InfiniteTimeSpan ? [] : now.Members
            .Where(member => member.Kind == MemberKind.Frame && (WaitOf(member) > limit || TurnOf(member) > limit))
            .Select(member => $"{MemberText.Of(member, now)}.");

        // A frame that was given up has no turn: it is old with its thread.
        TimeSpan? TurnOf(CoroutineInfo frame) =>
            MemberText.HeldFor(frame, now) ?? (givenUp.Contains(frame.Key) ? frame.Age : null);
    }

    // While a frame resumes a coroutine, it may have many short turns.
    private static TimeSpan? WaitOf(CoroutineInfo frame) => frame switch
    {
        { Status: MemberStatus.Blocked } => frame.Wait?.Duration,
        { Status: MemberStatus.Waiting, Wait: { IsOpen: false, Kind: not WaitKind.Child } wait } => wait.Duration,
        _ => null,
    };

    private IEnumerable<string> AtLimit(DiagnosticSnapshot now) => !options.Value.DegradedAtThreadLimit
        ? []
        : now.Pools
            .Where(static pool => pool.LiveThreads >= pool.MaxThreads && pool.IdleThreads == 0 && pool.QueuedWork > 0)
            .Select(static pool => $"Pool '{pool.Name}' has all its {pool.MaxThreads} threads in use, and {pool.QueuedWork} wait for one.");

    private static Dictionary<string, object> DataOf(DiagnosticSnapshot now) => new()
    {
        ["members"] = now.Members.Count,
        ["schedulers"] = now.Schedulers.Count,
        ["threads"] = now.Pools.Sum(static pool => pool.LiveThreads),
        ["findings"] = now.Findings.Count,
    };
}
