using System.Diagnostics;
using System.Globalization;

namespace Baton.Testing;

/// <summary>One exploration: schedule after schedule, until one fails or there are enough.</summary>
internal sealed class Explorer
{
    private const int MostRepetitions = 20;

    private static readonly TimeSpan s_slow = TimeSpan.FromMilliseconds(50);

    private readonly Action<TestScheduler> _test;
    private readonly ExploreOptions _options;
    private readonly ExecutionContext? _context = ExecutionContext.Capture();
    private readonly HashSet<ulong> _orders = []; // of the schedules that were run; the exploring thread
    private long _steps; // the exploring thread

    internal Explorer(Action<TestScheduler> test, ExploreOptions options) => (_test, _options) = (test, options);

    internal ExploreResult Run()
    {
        ulong seed = SeedOf(_options);
        long start = Stopwatch.GetTimestamp();
        long count = 0;
        bool isExhausted = false;
        using TestRun run = new(_options);
        while (count < _options.Schedules && (count == 0 || Stopwatch.GetElapsedTime(start) < _options.Budget))
        {
            isExhausted = !_options.Strategy.Begin(seed, count);
            if (isExhausted)
            {
                break;
            }

            Schedule schedule = Schedule.Rent(_options.Strategy, seed, count);
            Run(run, schedule);
            count++;
            if (schedule.Failure is { } failure)
            {
                throw Repeat(run, schedule, failure, Head(count, seed));
            }

            _options.Strategy.End(schedule.Steps);
            Check(run, schedule, count, seed);
            _orders.Add(schedule.OrderHash);
            _steps += schedule.Steps;
            schedule.Return();
        }

        return new ExploreResult(count, _steps, _orders.Count, isExhausted, seed);
    }

    internal void Replay(string text)
    {
        (ulong seed, ushort check, List<Decision> decisions) = ScheduleText.Parse(text);
        using TestRun run = new(_options);
        Schedule schedule = Schedule.Rent(new DecisionGuide(decisions, isLenient: false), seed);
        schedule.KeepSteps();
        Run(run, schedule);
        if (schedule.Failure is null && schedule.Check != check)
        {
            schedule.Fail(new ScheduleFailure(
                FailureKind.Diverged, "The schedule did not fail, and the test did other things than it says."));
        }

        if (schedule.Failure is { } failure)
        {
            throw NewException(schedule, failure, "The schedule that was replayed failed", text);
        }

        schedule.Return();
    }

    /// <summary>The seed that the options name, or the environment, or else a new one.</summary>
    internal static ulong SeedOf(ExploreOptions options) =>
        options.Seed ?? SeedOfEnvironment() ?? (ulong)Random.Shared.NextInt64();

    private static ulong? SeedOfEnvironment() =>
        ulong.TryParse(Environment.GetEnvironmentVariable("BATON_SEED"), CultureInfo.InvariantCulture, out ulong seed) ? seed : null;

    // Now and then a schedule that has not failed is run once more.
    private void Check(TestRun run, Schedule schedule, long count, ulong seed)
    {
        if (_options.CheckDeterminismEvery == 0 || count % _options.CheckDeterminismEvery != 0)
        {
            return;
        }

        Schedule again = Repeated(run, schedule);
        if (again.HashOfAll != schedule.HashOfAll)
        {
            throw NewException(again, Diverged(schedule, again), Head(count, seed), schedule.Text);
        }

        again.Return();
    }

    private string Head(long count, ulong seed) => string.Create(
        CultureInfo.InvariantCulture, $"Schedule {count} of {_options.Schedules}, with seed {seed}, failed");

    // Runs a schedule that has failed once more, and keeps its steps.
    private ScheduleFailedException Repeat(TestRun run, Schedule schedule, ScheduleFailure failure, string head)
    {
        if (run.IsHung || !failure.IsRepeatable || failure.Kind == FailureKind.Uncontrolled)
        {
            return NewException(schedule, failure, head, schedule.Text);
        }

        Schedule again = Repeated(run, schedule);
        if (again.HashOfAll != schedule.HashOfAll || !failure.IsLike(again.Failure))
        {
            return NewException(again, Diverged(schedule, again), head, schedule.Text);
        }

        return _options.Shrink
            ? Shrink(run, again, head)
            : NewException(again, again.Failure!, head, again.Text);
    }

    // The same schedule again. Only one that was quick is believed to differ: the locks of .NET turn fair when a thread has waited long.
    private Schedule Repeated(TestRun run, Schedule schedule)
    {
        Schedule again;
        long start;
        int tries = 0;
        do
        {
            again = schedule.RentRepetition();
            start = Stopwatch.GetTimestamp();
            Run(run, again);
        }
        while (again.HashOfAll != schedule.HashOfAll && !run.IsHung
            && ++tries < MostRepetitions && Stopwatch.GetElapsedTime(start) > s_slow);

        return again;
    }

    private static ScheduleFailure Diverged(Schedule schedule, Schedule again)
    {
        int step = schedule.Order.Zip(again.Order).TakeWhile(static both => both.First == both.Second).Count() + 1;
        return new ScheduleFailure(
            FailureKind.Diverged,
            string.Create(CultureInfo.InvariantCulture, $"The schedule was repeated and went another way, from step {step} on: the test ") +
            "depends on something that is no part of the schedule, as a static field, the time, or chance." +
            $"{Environment.NewLine}First: {schedule.Failure?.Found ?? "no failure."}" +
            $"{Environment.NewLine}Then: {again.Failure?.Found ?? "no failure."}",
            schedule.Failure?.Exception);
    }

    // Looks for a simpler schedule that fails in the same way, and keeps its steps.
    private ScheduleFailedException Shrink(TestRun run, Schedule failed, string head)
    {
        Shrinking shrinking = new(schedule => Run(run, schedule), failed);
        Schedule simple = shrinking.Run().RentRepetition();
        Run(run, simple);
        if (!failed.Failure!.IsSameAs(simple.Failure) || run.IsHung)
        {
            return NewException(failed, failed.Failure, head, failed.Text);
        }

        string shrunk = simple.Switches == failed.Switches ? string.Empty : string.Create(
            CultureInfo.InvariantCulture,
            $"{Environment.NewLine}Shrunk from {failed.Switches} switches to {simple.Switches}, in {shrinking.Tries} runs.");
        return NewException(simple, simple.Failure!, head, simple.Text, shrunk);
    }

    private void Run(TestRun run, Schedule schedule) =>
        run.Run(schedule, static on => ((Body)on).Run(), new Body(_test, run, _context));

    private static ScheduleFailedException NewException(
        Schedule schedule, ScheduleFailure failure, string head, string text, string shrunk = "")
    {
        string steps = schedule.Interleaving?.ToString() ?? string.Empty;
        string left = schedule.WrittenOff == 0 ? string.Empty : string.Create(
            CultureInfo.InvariantCulture, $"{Environment.NewLine}{schedule.WrittenOff} strands did not end, and keep their threads.");
        string message = string.Join(
            Environment.NewLine,
            $"{head}: {failure.Kind}. {failure.Found}{left}{shrunk}",
            "Replay with",
            $"  Explore.Replay(test, \"{text}\");",
            steps);
        return new ScheduleFailedException(failure.Kind, failure.Found, text, steps, message.TrimEnd(), failure.Exception);
    }

    /// <summary>The test's body, as a strand.</summary>
    private sealed class Body(Action<TestScheduler> test, TestRun run, ExecutionContext? context)
    {
        internal void Run()
        {
            try
            {
                if (context is null)
                {
                    test(run.Scheduler);
                }
                else
                {
                    ExecutionContext.Run(context, static body => ((Body)body!).RunTest(), this);
                }
            }
            catch (Exception e) // what it is, the report says
            {
                run.Fail(new ScheduleFailure(FailureKind.Assertion, $"{e.GetType()}: {e.Message}", e));
            }
        }

        private void RunTest() => test(run.Scheduler);
    }
}
