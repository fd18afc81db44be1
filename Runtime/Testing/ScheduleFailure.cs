namespace Baton.Testing;

/// <summary>How a schedule has failed, and what was found.</summary>
/// <param name="Kind">How.</param>
/// <param name="Found">What was found, in words.</param>
/// <param name="Exception">What the test has thrown. Null: nothing.</param>
internal sealed record ScheduleFailure(FailureKind Kind, string Found, Exception? Exception = null)
{
    /// <summary>Would a repetition, which needs no strategy, fail in the same way?</summary>
    internal bool IsRepeatable { get; init; } = true;

    /// <summary>Something came from outside the run, or the run was about to use it.</summary>
    internal static ScheduleFailure OfOutside(string what) => new(
        FailureKind.Uncontrolled, $"{what} Such work is let in by ExploreOptions.Uncontrolled = Uncontrolled.Wait.");

    internal static ScheduleFailure OfStrategy(Exception exception) =>
        new(FailureKind.Assertion, $"The strategy has failed: {exception.Message}", exception) { IsRepeatable = false };

    /// <summary>Is this failure, of a repetition, the same? Messages may name what has other numbers in each schedule.</summary>
    internal bool IsLike(ScheduleFailure? other) => other?.Kind == Kind && other.Exception?.GetType() == Exception?.GetType();

    /// <summary>As <see cref="IsLike"/>, and told in the same words?</summary>
    internal bool IsSameAs(ScheduleFailure? other) => IsLike(other) && FirstLine(Found) == FirstLine(other!.Found);

    private static string FirstLine(string text) => text.Split('\n', 2)[0];
}
