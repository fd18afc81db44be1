using System.Globalization;
using System.Text;

namespace Baton.Testing;

/// <summary>What strands do and wait for, in words. The conductor calls, or the thread that has the turn.</summary>
internal static class StandstillReport
{
    /// <summary>Has something not ended, for which the schedule is to go on?</summary>
    internal static bool IsUnended(TestRun run) =>
        run.Strands.All.Exists(IsUnended) || run.Parts.Schedulers.Exists(static scheduler => scheduler.Live.Count > 0);

    /// <summary>
    /// Nothing can go on, no time is to come, and something has not ended. Strands in the background are told too, for they may hold what
    /// others wait for.
    /// </summary>
    internal static ScheduleFailure OfDeadlock(TestRun run)
    {
        List<string> lines = [];
        foreach (RunThread strand in run.Strands.All.Where(static strand => IsUnended(strand) || IsInBackground(strand)))
        {
            lines.Add($"  {strand.Name}{(strand is { What: null, Tenant: FrameCore frame } ? $" {WaitOf(run, frame)}" : WaitOf(strand))}");
        }

        foreach (SchedulerCore scheduler in run.Parts.Schedulers)
        {
            lines.AddRange(scheduler.Live.Where(static frame => frame.Worker is null)
                .Select(frame => $"  {StrandNames.Of(run, frame) ?? "a frame"} {WaitOf(run, frame)}"));
        }

        AsyncStandstill methods = AsyncStandstill.Of(run);
        lines.AddRange(methods.Lines);
        return new ScheduleFailure(
            FailureKind.Deadlock,
            $"Nothing can go on, and this has not ended.{Environment.NewLine}{string.Join(Environment.NewLine, lines)}" +
            (methods.IsExplained ? string.Empty : WorkOutside.HintOf(run)));
    }

    internal static ScheduleFailure OfHung(RunThread strand, TestRun run) => new(
        FailureKind.Hung,
        string.Create(
            CultureInfo.InvariantCulture,
            $"{strand.Name} has not come to its next step within {run.Patience.TotalSeconds:0.###} s") +
        (run.Schedule.Expectations.LookedAt is { } name
            ? $", while the condition '{name}' was looked at: a condition must not wait, as for a lock that a strand holds."
            : $". Its last step: {Describe(strand)}. It computes, or blocks in a way that the run does not see, as in a lock that " +
              "another strand holds."));

    internal static ScheduleFailure OfLivelock(TestRun run, int steps)
    {
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"Not over after {2L * steps} steps, the last {steps} of them in turns. ")
            .Append("These go on:");
        foreach (RunThread strand in run.Strands.All.Where(static strand => strand.IsEnabled))
        {
            text.AppendLine().Append("  ").Append(strand.Name).Append(", about to: ").Append(Describe(strand));
        }

        return new ScheduleFailure(FailureKind.Livelock, text.ToString());
    }

    /// <summary>What the strand does next.</summary>
    internal static string Describe(RunThread strand)
    {
        PendingOperation operation = strand.Operation;
        return operation.Kind switch
        {
            OperationKind.Lock or OperationKind.Memory or OperationKind.Call when strand.Point is { } call =>
                call + NumberOf(strand) + (strand.Place.Length > 0 ? $"  {strand.Place}" : string.Empty),
            OperationKind.Queue when strand.Point is { } words => words + Number(operation),
            _ when strand.Point is { } point => point,
            OperationKind.Continue => "goes on",
            OperationKind.Begin => "begins",
            OperationKind.Clock => strand.Run.Time.IsDue ? "lets another time be over" : "goes on to the next time",
            OperationKind.Start => "starts a function",
            OperationKind.Await => "awaits",
            OperationKind.Cancel => $"cancels{Number(operation)}",
            OperationKind.Scope => $"ends a scope{Number(operation)}",
            OperationKind.Resume => $"resumes a coroutine{Number(operation)}",
            _ => operation.Kind.ToString(),
        };
    }

    /// <summary>The strand's last step in code with seams, without its place.</summary>
    internal static string CallOf(RunThread strand) => strand.Point + NumberOf(strand);

    private static string NumberOf(RunThread strand) => strand.IsNamed ? string.Empty : Number(strand.Operation);

    // Fields have negative numbers.
    private static string Number(in PendingOperation operation) => operation.Resource == 0
        ? string.Empty
        : string.Create(CultureInfo.InvariantCulture, $" #{Math.Abs(operation.Resource)}");

    // A coroutine that is suspended waits for nobody: it is unwound, as garbage is in production.
    // What a task or a background thread waits for does not hold a schedule open either.
    private static bool IsUnended(RunThread strand) =>
        strand.Tenant is not CoroutineCore { Status: CoroutineStatus.Suspended } && !IsInBackground(strand);

    private static bool IsInBackground(RunThread strand) => strand.Tenant is SeamTenant { IsBackground: true };

    // With the place in the source, where that is known.
    private static string WaitOf(RunThread strand) => strand.Awaited is { } awaited ? $"{At(strand)} waits for {awaited}"
        : strand is { Operation.Kind: OperationKind.Call, Point: { } point } ? $"{At(strand)} {point}{NumberOf(strand)}"
        : strand is { IsInForeignCode: true, LastCall: { } call } ? $", after {call}, {Words(strand.What!)}"
        : strand.What is { } what ? $" {Words(what)}"
        : strand.Tenant is ThreadRequest ? " waits for a frame"
        : " waits for the baton of a frame or a coroutine";

    private static string At(RunThread strand) => strand.Place.Length == 0 ? string.Empty : $", at {strand.Place},";

    private static string WaitOf(TestRun run, FrameCore frame) => frame.State switch
    {
        FrameState.New or FrameState.WantingThread => "waits for a thread",
        FrameState.AwaitingFrame => $"waits for {(frame.WaitsFor is FrameCore other ? NameOf(run, other) : "the first of several frames")}",
        FrameState.Joining => $"waits for {(frame.WaitsFor is ScopeCore ? "the functions of a scope" : "the end of all other frames")}",
        FrameState.AwaitingOutside or FrameState.AwaitingPool or FrameState.Blocked =>
            frame.TaskWait?.Task is { } task && TaskEnd.OwnerOf(task) is FrameCore awaited ? $"waits for {NameOf(run, awaited)}"
            : frame.WaitsFor is string what ? Words(what)
            : "waits for something outside its scheduler",
        _ => "waits for its turn",
    };

    private static string NameOf(TestRun run, FrameCore frame) => StrandNames.Of(run, frame) ?? "another frame";

    // The library's words complete "it wants …" or "it waits for …".
    private static string Words(string what) =>
        what.StartsWith("waits ", StringComparison.Ordinal) ? what :
        what.StartsWith("To await ", StringComparison.Ordinal) ? $"waits for {what["To await ".Length..]}"
        : what.StartsWith("To ", StringComparison.Ordinal) ? $"waits {char.ToLowerInvariant(what[0])}{what[1..]}"
        : $"waits for {what}";
}
