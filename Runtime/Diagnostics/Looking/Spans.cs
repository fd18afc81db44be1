using System.Globalization;

namespace Baton;

/// <summary>Times in words: <c>41.2 s</c>, <c>5 min 2 s</c>, <c>2 h 13 min</c>.</summary>
internal static class Spans
{
    /// <summary>A time that somebody has chosen: <c>0.05 s</c>, <c>5 s</c>, <c>5 min 2 s</c>.</summary>
    internal static string Limit(TimeSpan time) => time.TotalMinutes < 1
        ? string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.###} s")
        : Text(time);

    internal static string Text(TimeSpan time) => time switch
    {
        { TotalMinutes: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.0} s"),
        { TotalHours: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{time.Minutes} min {time.Seconds} s"),
        { TotalDays: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{time.Hours} h {time.Minutes} min"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{time.Days} d {time.Hours} h"),
    };
}
