using System.Globalization;
using System.Runtime.ExceptionServices;

namespace Baton.Testing;

/// <summary>One run's share of an exploration: each n-th schedule, until one fails or there are enough.</summary>
/// <param name="test">The test.</param>
/// <param name="options">The user's.</param>
/// <param name="strategy">Of this share alone.</param>
/// <param name="race">What all shares have in common.</param>
internal sealed class ExploreShare(ExploredTest test, ExploreOptions options, Strategy strategy, ExploreRace race) : IDisposable
{
    private readonly TestRun _run = new(options);
    private (long Index, Schedule Schedule)? _failed;   // the schedule that has failed; the share's thread
    private int _mostStrands;  // of a schedule; the share's thread
    private bool _sharedBaton; // have several frames had one scheduler in a schedule? The share's thread
    private bool _hasDrawn; // has a schedule drawn by chance? The share's thread
    private bool _cameFromOutside; // was work from outside let in, in any schedule? The share's thread
    private Exception? _thrown; // what is thrown instead of a report of that; the share's thread

    // Was something decided that the strategy does not know of, though it tries all? The warnings say what.
    private bool IsPartial => _run.HasWaitedInForeignCode || _cameFromOutside || (_hasDrawn && strategy.IsSeedFixed)
        || (strategy.IsWithoutChance && (_sharedBaton || _run.Seams.HasMadeSteps));

    private FailureFinder Finder => new(test, options, _run);

    internal ExploreTally Tally { get; } = new();

    /// <summary>Has the strategy said that there are no more schedules?</summary>
    internal bool IsExhausted { get; private set; }

    /// <summary>The schedule that has failed here, by its index. <see cref="long.MaxValue"/>: none has.</summary>
    internal long FailedAt { get; private set; } = long.MaxValue;

    /// <summary>Runs schedules.</summary>
    /// <param name="first">The index of the first.</param>
    /// <param name="stride">How much more is the index of the next.</param>
    /// <param name="end">The index at which to end.</param>
    internal void Run(long first, long stride, long end)
    {
        long index = first;
        try
        {
            while (index < end && FailedAt == long.MaxValue && race.MayBegin(index))
            {
                if (!strategy.Begin(race.Seed, index))
                {
                    IsExhausted = strategy.IsComplete && !IsPartial;
                    break;
                }

                index += RunOne(index) ? stride : 0;
            }
        }
        catch (Exception e) // of the user's code; it goes to the caller
        {
            Fail(index, e);
        }

        if (_hasDrawn && strategy.IsSeedFixed)
        {
            Tally.Warn("The test has drawn by chance, and this strategy draws the same in all schedules. So other numbers were not " +
                "tried: use TestScheduler.Choose, of which it tries each.");
        }

        if (!strategy.IsComplete)
        {
            Tally.Warn("A schedule had more steps than ExploreOptions.MaxSteps, or its strands had nothing to do but spin. From there on " +
                "they went in turns, and other orders were not tried.");
        }

        if (_sharedBaton && strategy.IsWithoutChance)
        {
            Tally.Warn("Several frames had one scheduler. The orders in which others made them ready were not all tried.");
        }

        if (_run.Seams.HasMadeSteps && strategy.IsWithoutChance)
        {
            Tally.Warn("Code with seams was tried. Strategy.Dpor trusts that all that strands share lies under their steps: plain and " +
                "volatile fields, properties, indexers and Lazy do not. So this is no proof. Strategy.Exhaustive does not trust in that.");
        }

        if (_run.Parts.Started.Warning(_run.Seams.AreOn) is { } still)
        {
            Tally.Warn(still);
        }

        if (_mostStrands == 1)
        {
            Tally.Warn("The test has one strand, so there was nothing to try. Frames of the run's schedulers are strands" +
                (_run.Seams.AreOn ? "."
                    : ". Tasks and threads are strands with <BatonSeams>true</BatonSeams> in the test project."));
        }

        if (_run.HasWaitedInForeignCode)
        {
            Tally.Warn("Strands had to wait for locks, tasks or events in code of .NET, as Parallel does for its work. To take one " +
                "that is free is no step. So some orders were not tried: put a TestScheduler.Point before and after each" +
                $"{(_run.Seams.AreOn ? "." : ", or set <BatonSeams>true</BatonSeams> in the test project.")}");
        }
    }

    /// <summary>Any one thread: throws what has failed here.</summary>
    internal void Throw()
    {
        if (_thrown is not null)
        {
            ExceptionDispatchInfo.Throw(_thrown);
        }

        (long index, Schedule schedule) = _failed!.Value;
        throw Finder.Repeat(schedule, schedule.Failure!, Head(index));
    }

    public void Dispose() => _run.Dispose();

    // False: the schedule was broken off, since another has shown what it would show.
    private bool RunOne(long index)
    {
        Schedule schedule = Schedule.Rent(strategy, race.Seed, index, ScheduleModes.Of(options, strategy, index));
        test.Run(_run, schedule);
        if (schedule.IsCut)
        {
            schedule.Return();
            return false;
        }

        _sharedBaton |= schedule.SharesBaton;
        _hasDrawn |= schedule.HasDrawn;
        _cameFromOutside |= schedule.CameFromOutside;
        _mostStrands = Math.Max(_mostStrands, schedule.Strands);
        race.Tell(options.OnSchedule, index, schedule);
        if (schedule.Failure is not null)
        {
            _failed = (index, schedule);
            FailedAt = index;
            race.HasFailed(index);
            return true;
        }

        strategy.End(schedule.Steps);
        if (schedule.CameFromOutside)
        {
            Tally.Warn("Work from outside the run was let in. Schedules with such work may go another way when they are repeated.");
        }
        else if (options.CheckDeterminismEvery > 0 && (index + 1) % options.CheckDeterminismEvery == 0
            && Finder.Check(schedule, Head(index)) is { } diverged)
        {
            Fail(index, diverged);
            return true;
        }

        Tally.Add(schedule);
        schedule.Return();
        return true;
    }

    private void Fail(long index, Exception thrown)
    {
        _thrown = thrown;
        FailedAt = index;
        race.HasFailed(index);
    }

    private string Head(long index) => string.Create(
        CultureInfo.InvariantCulture, $"Schedule {index + 1} of {options.Schedules}, with seed {race.Seed}, failed");
}
