namespace Baton.Testing;

/// <summary>How a schedule has failed, and what was found.</summary>
/// <param name="Kind">How.</param>
/// <param name="Found">What was found, in words.</param>
/// <param name="Exception">What the test has thrown. Null: nothing.</param>
internal sealed record ScheduleFailure(FailureKind Kind, string Found, Exception? Exception = null)
{
    /// <summary>What makes strands of work that leaves the run, in code without seams.</summary>
    internal const string WithSeams = "If this is about a thread or task outside the run, as of Task.Run: set " +
        "<BatonSeams>true</BatonSeams> in the test project, or use TestScheduler.Start.";

    private const string WithTime = "If this is about a timer of .NET, as of new Timer: give that code a TimeProvider, and " +
        "TestScheduler.Time for it.";

    private const string WayIn = "let such work in, by ExploreOptions.Uncontrolled = Uncontrolled.Wait.";
    private const int MostLines = 12;           // of a message that is quoted
    private const int MostCharacters = 1_500;   // of them

    /// <summary>Would a repetition, which needs no strategy, fail in the same way?</summary>
    internal bool IsRepeatable { get; init; } = true;

    /// <summary>Something came from outside the run, or the run was about to use it.</summary>
    /// <param name="what">What has come, or was about to be used.</param>
    /// <param name="run">The run.</param>
    internal static ScheduleFailure OfOutside(string what, TestRun run) => new(FailureKind.Uncontrolled, $"{what} {WayOut(run)}");

    /// <summary>What to do about work that leaves the run.</summary>
    internal static string WayOut(TestRun run) => run.Seams.AreOn
        ? $"{WithTime} If it is other work outside the run, as real I/O: leave that out of the test, or {WayIn}"
        : $"{WithSeams} {WithTime} If it is real I/O: leave that out of the test, or {WayIn}";

    internal static ScheduleFailure OfStrategy(Exception exception) =>
        new(FailureKind.Assertion, $"The strategy has failed: {Cut(exception)}", exception) { IsRepeatable = false };

    /// <summary>The exception in a report: its type, and the first lines of its message.</summary>
    internal static string Quote(Exception exception) => $"{exception.GetType()}: {Cut(exception)}";

    // Some test frameworks put all that has failed before, in other schedules too, into the message. What the library finds is told whole.
    private static string Cut(Exception exception)
    {
        string message = exception.Message;
        if (exception is NotLinearizableException)
        {
            return message;
        }

        string[] lines = message.Split('\n');
        string first = string.Join('\n', lines.Take(MostLines)).TrimEnd();
        first = first.Length <= MostCharacters ? first : first[..MostCharacters];
        return first.Length >= message.TrimEnd().Length
            ? message
            : $"{first}{Environment.NewLine}… The inner exception has the rest of the message.";
    }

    /// <summary>Is this failure, of a repetition, the same? Messages may name what has other numbers in each schedule.</summary>
    internal bool IsLike(ScheduleFailure? other) => other?.Kind == Kind && other.Exception?.GetType() == Exception?.GetType();

    /// <summary>As <see cref="IsLike"/>, and told in the same words?</summary>
    internal bool IsSameAs(ScheduleFailure? other) => IsLike(other) && FirstLine(Found) == FirstLine(other!.Found);

    private static string FirstLine(string text) => text.Split('\n', 2)[0];
}
