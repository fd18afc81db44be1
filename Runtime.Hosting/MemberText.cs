using System.Globalization;

namespace Baton.Hosting;

/// <summary>Coroutines and frames, in words for logs and health checks.</summary>
internal static class MemberText
{
    private const int MostNamed = 20;

    /// <summary>Its key, its name, and what it waits for since when.</summary>
    internal static string Of(CoroutineInfo member)
    {
        string name = member.Name is { } given ? $" '{given}'" : string.Empty;
        string status = member.Status == MemberStatus.Running ? "runs" : $"is {member.Status.ToString().ToLowerInvariant()}";
        string time = AgeOf(member) is { } age
            ? string.Create(CultureInfo.InvariantCulture, $", for {age.TotalSeconds:0.0} s")
            : string.Empty;
        return $"{member.Key}{name} {member.Wait?.Text ?? status}{time}";
    }

    /// <summary>All of them, or the first and how many more there are.</summary>
    internal static string Of(IReadOnlyCollection<CoroutineInfo> members)
    {
        string more = members.Count > MostNamed ? $"; and {members.Count - MostNamed} more" : string.Empty;
        return string.Join("; ", members.Take(MostNamed).Select(Of)) + more;
    }

    /// <summary>For how long it has waited; of one that runs, for how long it has had its thread. Null: that is not known.</summary>
    internal static TimeSpan? AgeOf(CoroutineInfo member) => member.Wait?.Duration ?? member.Age;
}
