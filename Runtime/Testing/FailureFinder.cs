using System.Diagnostics;
using System.Globalization;

namespace Baton.Testing;

/// <summary>Repeats schedules of a run: to see whether they are the same again, to make them simpler, to report them.</summary>
internal sealed class FailureFinder(ExploredTest test, ExploreOptions options, TestRun run)
{
    private const int MostRepetitions = 20;
    private const int MostWrittenOff = 32; // strands, each of which keeps a thread
    private const int MostPlaces = 5_000; // steps of a schedule whose places are told

    private static readonly TimeSpan s_slow = TimeSpan.FromMilliseconds(50);

    private bool HasWrittenOffMany => run.WrittenOff >= MostWrittenOff;

    /// <summary>Runs a schedule that has not failed once more. Null: it is the same again.</summary>
    internal ScheduleFailedException? Check(Schedule schedule, string head)
    {
        Schedule again = Repeated(schedule);
        if (again.HashOfAll != schedule.HashOfAll && !schedule.HasRenumbered)
        {
            return NewException(again, Diverged(schedule, again), head, schedule.Text);
        }

        again.Return();
        return null;
    }

    /// <summary>Runs a schedule that has failed once more, makes it simpler if that is wanted, and keeps its steps.</summary>
    internal ScheduleFailedException Repeat(Schedule schedule, ScheduleFailure failure, string head)
    {
        if (run.IsHung || !failure.IsRepeatable || failure.Kind == FailureKind.Uncontrolled || schedule.CameFromOutside
            || schedule.HasRenumbered)
        {
            return NewException(schedule, failure, head, schedule.Text);
        }

        Schedule again = Repeated(schedule);
        if (again.HashOfAll != schedule.HashOfAll || !failure.IsLike(again.Failure))
        {
            return NewException(again, Diverged(schedule, again), head, schedule.Text);
        }

        return options.Shrink ? Shrink(again, head) : NewException(again, head, again.Text);
    }

    /// <summary>The report of a schedule that has failed, with all that repetitions can tell.</summary>
    internal ScheduleFailedException NewException(Schedule schedule, string head, string text, string shrunk = "")
    {
        schedule = Placed(schedule);
        return NewException(schedule, Explained(schedule), head, text, shrunk);
    }

    /// <summary>The report of a failure.</summary>
    /// <param name="schedule">Has the steps, if they were kept.</param>
    /// <param name="failure">What was found.</param>
    /// <param name="head">How the report begins.</param>
    /// <param name="text">The schedule, as text.</param>
    /// <param name="shrunk">What was made simpler. Empty: nothing.</param>
    internal ScheduleFailedException NewException(
        Schedule schedule, ScheduleFailure failure, string head, string text, string shrunk = "")
    {
        string steps = schedule.Interleaving?.ToString() ?? string.Empty;
        string left = schedule.WrittenOff == 0 ? string.Empty : string.Create(
            CultureInfo.InvariantCulture, $"{Environment.NewLine}{schedule.WrittenOff} strands did not end, and keep their threads.");
        string outside = !schedule.CameFromOutside ? string.Empty :
            $"{Environment.NewLine}Work from outside the run was let in, so this was not repeated, and a replay may go another way.";
        string hint = failure.Exception is not ApplicationException || options.PollOnOwnThread ? string.Empty :
            $"{Environment.NewLine}If this is of a Mutex, which belongs to one thread: set ExploreOptions.PollOnOwnThread.";
        string replay = test.Prefix + text;
        string message = string.Join(
            Environment.NewLine,
            $"{head}: {failure.Kind}. {failure.Found}{hint}{left}{outside}{shrunk}",
            "Replay with",
            $"  Explore.Replay({test.Argument}, \"{replay}\");",
            steps);
        return new ScheduleFailedException(failure.Kind, failure.Found, replay, steps, message.TrimEnd(), failure.Exception);
    }

    /// <summary>What a deadlock is about, if its strands wait in code that is not Baton's. Else the failure as it is.</summary>
    private ScheduleFailure Explained(Schedule schedule) =>
        !run.IsHung && schedule.Failure is { Kind: FailureKind.Deadlock } && schedule.Stuck.Count > 1
        ? new Holders(test, run).Find(schedule, () => HasWrittenOffMany)
        : schedule.Failure!;

    // The same schedule again. Only one that was quick is believed to differ: the locks of .NET turn fair when a thread has waited long.
    // One in which a garbage collection has given fields other numbers is not believed either.
    private Schedule Repeated(Schedule schedule)
    {
        Schedule again;
        long start;
        int tries = 0;
        do
        {
            again = schedule.RentRepetition();
            start = Stopwatch.GetTimestamp();
            test.Run(run, again);
        }
        while (again.HashOfAll != schedule.HashOfAll && !run.IsHung && !HasWrittenOffMany
            && ++tries < MostRepetitions && (again.HasRenumbered || Stopwatch.GetElapsedTime(start) > s_slow));

        return again;
    }

    // The schedule once more, with the places of its steps in code with seams. As it was, if there are none, or it ends otherwise.
    private Schedule Placed(Schedule schedule)
    {
        if (!run.Seams.HasMadeSteps || schedule.CameFromOutside || schedule.Done.Count > MostPlaces || run.IsHung || HasWrittenOffMany
            || schedule.Failure is { Kind: FailureKind.Uncontrolled } or { IsRepeatable: false })
        {
            return schedule;
        }

        Schedule again = schedule.RentRepetition(withPlaces: true);
        test.Run(run, again);
        return !run.IsHung && again.HashOfAll == schedule.HashOfAll && schedule.Failure!.IsSameAs(again.Failure) ? again : schedule;
    }

    private ScheduleFailure Diverged(Schedule schedule, Schedule again)
    {
        int step = schedule.Order.Zip(again.Order).TakeWhile(static both => both.First == both.Second).Count() + 1;
        return new ScheduleFailure(
            FailureKind.Diverged,
            string.Create(CultureInfo.InvariantCulture, $"The schedule was repeated and went another way, from step {step} on: the test ") +
            "depends on something that is no part of the schedule, as a static field, the time, chance, a timer of .NET, or a thread or " +
            $"task outside the run. {ScheduleFailure.WayOut(run)}" +
            $"{Environment.NewLine}First: {schedule.Failure?.Found ?? "no failure."}" +
            $"{Environment.NewLine}Then: {again.Failure?.Found ?? "no failure."}",
            schedule.Failure?.Exception);
    }

    // Looks for a simpler schedule that fails in the same way, and keeps its steps.
    private ScheduleFailedException Shrink(Schedule failed, string head)
    {
        Shrinking shrinking = new(schedule => test.Run(run, schedule), failed, () => HasWrittenOffMany);
        Schedule simple = shrinking.Run().RentRepetition();
        test.Run(run, simple);
        if (!failed.Failure!.IsSameAs(simple.Failure) || run.IsHung)
        {
            return NewException(failed, head, failed.Text);
        }

        string shrunk = simple.Switches == failed.Switches ? string.Empty : string.Create(
            CultureInfo.InvariantCulture,
            $"{Environment.NewLine}Shrunk from {failed.Switches} switches to {simple.Switches}, in {shrinking.Tries} runs.");
        return NewException(simple, head, simple.Text, shrunk);
    }
}
