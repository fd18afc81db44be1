using System.Globalization;

namespace Baton.Hosting;

/// <summary>Coroutines and frames, in words for logs and health checks.</summary>
internal static class MemberText
{
    private const int MostNamed = 20;

    /// <summary>
    /// Its key, its name, and what it waits for since when. Of a frame that has the baton also for how long it has had that, at least. If
    /// neither is known, for how long the member has had its thread.
    /// </summary>
    internal static string Of(CoroutineInfo member, DiagnosticSnapshot now)
    {
        string time = HeldFor(member, now) is { } held ? LeastOf(held, "; it has had the baton for")
            : member.Wait?.Duration is null && member.Age is { } age ? $"; it has had its thread for {Seconds(age)}"
            : string.Empty;
        return $"{WithoutTurn(member)}{time}";
    }

    /// <summary>All of them, or the first and how many more there are.</summary>
    internal static string Of(IReadOnlyCollection<CoroutineInfo> members, DiagnosticSnapshot now)
    {
        string more = members.Count > MostNamed ? $"; and {members.Count - MostNamed} more" : string.Empty;
        return string.Join("; ", members.Take(MostNamed).Select(member => Of(member, now))) + more;
    }

    /// <summary>Frames of one scheduler. That which has the baton comes first: it is why the others have not gone on.</summary>
    /// <param name="frames">The frames.</param>
    /// <param name="scheduler">Their scheduler.</param>
    /// <param name="now">The look that has found them.</param>
    internal static string OfFrames(IReadOnlyCollection<CoroutineInfo> frames, SchedulerInfo scheduler, DiagnosticSnapshot now)
    {
        CoroutineInfo? first = frames.FirstOrDefault(frame => frame.Key == scheduler.Holder);
        CoroutineInfo[] others = [.. frames.Where(frame => frame != first)];
        return first is null || others.Length == 0
            ? Of(frames, now)
            : $"{WithoutTurn(first)}. It has the baton{LeastOf(scheduler.HeldFor ?? TimeSpan.Zero, ", for")}, " +
                $"and the others wait behind it: {Of(others, now)}";
    }

    /// <summary>How long the frame has had the baton of its scheduler, at least. Null: it has not got it.</summary>
    internal static TimeSpan? HeldFor(CoroutineInfo member, DiagnosticSnapshot now) =>
        now.Schedulers.FirstOrDefault(scheduler => scheduler.Holder == member.Key)?.HeldFor;

    private static string WithoutTurn(CoroutineInfo member)
    {
        string name = member.Name is { } given ? $" '{given}'" : string.Empty;
        string status = member.Status == MemberStatus.Running ? "runs" : $"is {member.Status.ToString().ToLowerInvariant()}";
        string time = member.Wait?.Duration is { } duration ? $", for {Seconds(duration)}" : string.Empty;
        return $"{member.Key}{name} {member.Wait?.Text ?? status}{time}";
    }

    // The first look at a turn knows of no time.
    private static string LeastOf(TimeSpan time, string before) =>
        time == TimeSpan.Zero ? string.Empty : $"{before} at least {Seconds(time)}";

    private static string Seconds(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.0} s");
}
