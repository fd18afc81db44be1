namespace Baton;

/// <summary>What ends a wait that has a limit, in words.</summary>
internal static class WaitLimits
{
    /// <summary>What the limit of a wait adds to its text, and what it is by itself. Null: the task is no limit.</summary>
    internal static (string Text, string By)? Of(Task task) => task.AsyncState switch
    {
        QuietDelay { Due: var due, HasToken: true } when due == Timeout.InfiniteTimeSpan => (", or until a token fires", "a token"),
        QuietDelay { HasToken: true } delay => ($", for {Spans.Limit(delay.Due)} at most, or until a token fires", "a time or a token"),
        QuietDelay delay => ($", for {Spans.Limit(delay.Due)} at most", "a time"),
        _ when TaskNames.IsDelay(task) => (", for a time at most", "a time"), // of a user's clock
        _ => null,
    };

    /// <summary>The text of a wait for nothing but a time.</summary>
    internal static string Delay(List<object>? on) => on is [Task { AsyncState: QuietDelay delay }]
        ? $"waits for {(delay.Due == Timeout.InfiniteTimeSpan ? "a time without end" : Spans.Limit(delay.Due))}" +
            (delay.HasToken ? ", or until a token fires" : string.Empty)
        : "waits for a time";
}
