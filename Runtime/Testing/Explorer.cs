using System.Globalization;

namespace Baton.Testing;

/// <summary>One exploration: schedule after schedule, until one fails or there are enough.</summary>
internal sealed class Explorer(ExploredTest test, ExploreOptions options)
{
    internal ExploreResult Run()
    {
        options.Strategy.Use(options);
        Strategy[] strategies = Strategies();
        ExploreRace race = new(SeedOf(options), options.Budget);
        List<ExploreShare> shares = [];
        try
        {
            shares.Add(new ExploreShare(test, options, strategies[0], race));
            if (strategies.Length == 1)
            {
                shares[0].Run(0, 1, options.Schedules);
            }
            else
            {
                RunSideBySide(shares, strategies, race);
            }

            ThrowFirst(shares);
            ExploreTally tally = new();
            shares.ForEach(share => tally.Add(share.Tally));
            return tally.Result(shares.TrueForAll(static share => share.IsExhausted), race.Seed);
        }
        finally
        {
            shares.ForEach(static share => share.Dispose());
        }
    }

    internal void Replay(string text)
    {
        (ulong seed, ushort check, ScheduleModes modes, List<Decision> decisions) = ScheduleText.Parse(text);
        using TestRun run = new(options);
        DecisionGuide guide = new(decisions, isLenient: true);
        Schedule schedule = Schedule.Rent(guide, seed, modes);
        schedule.KeepSteps(withPlaces: false);
        test.Run(run, schedule);
        string? misfit = guide.Misfit
            ?? (schedule.Failure is null && schedule.Check != check ? "The test did other things than the schedule says." : null);
        if (misfit is not null || schedule.Failure is not null)
        {
            const string Head = "The schedule that was replayed failed";
            FailureFinder finder = new(test, options, run);
            throw misfit is null
                ? finder.NewException(schedule, Head, text)
                : finder.NewException(schedule, Diverged(misfit, schedule.Failure), Head, text);
        }

        schedule.Return();
    }

    // What the test did is told, though it was another schedule.
    private ScheduleFailure Diverged(string misfit, ScheduleFailure? failure) => new(
        FailureKind.Diverged,
        failure is null
            ? $"{misfit} The test went on, and did not fail. Perhaps it is mended: {test.Explored} tells. " +
                "Or the schedule is of another test."
            : $"{misfit} The test went on, and failed otherwise or elsewhere: {failure.Kind}. {failure.Found}",
        failure?.Exception);

    /// <summary>The seed that the options name, or the environment, or else a new one.</summary>
    internal static ulong SeedOf(ExploreOptions options) =>
        options.Seed ?? SeedOfEnvironment() ?? (ulong)Random.Shared.NextInt64();

    private static ulong? SeedOfEnvironment() => Environment.GetEnvironmentVariable("BATON_SEED") switch
    {
        null or "" => null,
        string given when ulong.TryParse(given, CultureInfo.InvariantCulture, out ulong seed) => seed,
        string given => throw new FormatException(
            $"BATON_SEED={given} is no seed: give a whole number from 0 to {ulong.MaxValue}, as a report tells it."),
    };

    // One for each share. The first is the user's.
    private Strategy[] Strategies() => [options.Strategy, .. Enumerable.Range(1, options.Parallelism - 1).Select(
        _ => options.Strategy.Copy() ?? throw new ArgumentException(
            $"The strategy {options.Strategy.GetType().Name} makes one schedule after the other: ExploreOptions.Parallelism must be 1."))];

    // The first schedules are run alone: strategies learn from them how long schedules are.
    private void RunSideBySide(List<ExploreShare> shares, Strategy[] strategies, ExploreRace race)
    {
        int count = strategies.Length;
        long alone = Math.Min(options.Strategy.Learns, options.Schedules);
        shares[0].Run(0, 1, alone);
        for (int i = 1; i < count; i++)
        {
            shares.Add(new ExploreShare(test, options, options.Strategy.Copy()!, race));
        }

        using Absence absence = Absence.Begin(); // the caller may be a frame's thread
        using Quiet quiet = Quiet.Begin();
        Thread[] threads = new Thread[count - 1];
        for (int i = 1; i < count; i++)
        {
            (ExploreShare share, long first) = (shares[i], alone + i);
            threads[i - 1] = new Thread(() => share.Run(first, count, options.Schedules)) { IsBackground = true, Name = "Baton explorer" };
            threads[i - 1].UnsafeStart();
        }

        shares[0].Run(alone, count, options.Schedules);
        Array.ForEach(threads, static thread => Uninterrupted.Run(static thread => thread.Join(), thread));
    }

    // That of the lowest index: the same, however many shares there are.
    private static void ThrowFirst(List<ExploreShare> shares)
    {
        ExploreShare first = shares.MinBy(static share => share.FailedAt)!;
        if (first.FailedAt != long.MaxValue)
        {
            first.Throw();
        }
    }
}
