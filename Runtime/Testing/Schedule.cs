using Microsoft.Extensions.ObjectPool;

namespace Baton.Testing;

/// <summary>One schedule: the decisions that were made, and what follows from them. Belongs to the thread that has the turn.</summary>
/// <remarks>The objects are pooled: <see cref="TryReset"/> forgets everything.</remarks>
internal sealed class Schedule : IResettable
{
    private static readonly ObjectPool<Schedule> s_pool = ObjectPool.Create<Schedule>();

    // All of these: the thread with the turn.
    private readonly List<PendingOperation> _done = [];
    private readonly List<(int Strand, string Name)> _stuck = [];
    private readonly List<Decision> _decisions = [];
    private readonly List<int> _order = [];
    private readonly Dictionary<object, int> _resources = new(ReferenceEqualityComparer.Instance);
    private ulong _seed;                // what its chance follows from
    private Chance _values;             // for Choose
    private Chance _draws;              // for DrawFirst
    private Random? _random;            // for the test and the library; made when it is first needed
    private ulong _hash;                // of all operations that were pending at each step
    private Guide _guide = null!;       // makes the decisions; the exploring thread, before the schedule begins

    /// <summary>The rules by which it goes.</summary>
    internal ScheduleModes Modes { get; private set; }

    /// <summary>Steps that were made.</summary>
    internal int Steps => _order.Count;

    /// <summary>The strands that made the steps, by number.</summary>
    internal IReadOnlyList<int> Order => _order;

    /// <summary>How often another strand than before went on.</summary>
    internal int Switches { get; private set; }

    /// <summary>Strands that were numbered.</summary>
    internal int Strands { get; private set; }

    /// <summary>Null: it has not failed. Set once.</summary>
    internal ScheduleFailure? Failure { get; private set; }

    /// <summary>Strands that did not end with the schedule. Written by the conductor.</summary>
    internal int WrittenOff { get; set; }

    /// <summary>In a deadlock: the strands that wait in code that is not Baton's, by number. The conductor.</summary>
    internal IReadOnlyList<int> Stuck => _stuck.ConvertAll(static one => one.Strand);

    /// <summary>In an experiment of <see cref="Holders"/>: the strands that could go on then, by number. The conductor.</summary>
    internal IReadOnlyList<int> Freed { get; private set; } = [];

    /// <summary>Was it broken off, since others have shown what it would? The thread with the turn.</summary>
    internal bool IsCut { get; private set; }

    /// <summary>Is it to be ended?</summary>
    internal bool IsOver => IsCut || Failure is not null;

    /// <summary>Have several frames had one scheduler, so that they wait for its baton? The thread with the turn.</summary>
    internal bool SharesBaton { get; set; }

    /// <summary>Was something chosen by <see cref="ScheduleModes.ChoosesTies"/>? The thread with the turn.</summary>
    internal bool HasTies { get; set; }

    /// <summary>Has the test drawn by chance? The thread with the turn.</summary>
    internal bool HasDrawn { get; set; }

    /// <summary>Was work from outside let in? Then a repetition may go another way. The thread with the turn.</summary>
    internal bool CameFromOutside { get; set; }

    /// <summary>Did a garbage collection give fields other numbers? Then a repetition may go another way. The conductor.</summary>
    internal bool HasRenumbered { get; set; }

    /// <summary>Asked when no strand can go on, though some have not ended: is that right? Null: it is not. A strand, once.</summary>
    internal Func<bool>? MayStandStill { get; set; }

    /// <summary>What the test has said of the schedule.</summary>
    internal Expectations Expectations { get; } = new();

    /// <summary>What its strands are called.</summary>
    internal NamesGiven Names { get; } = new();

    /// <summary>The steps for a report. Null: they are not kept.</summary>
    internal Interleaving? Interleaving { get; private set; }

    /// <summary>The decisions that were made.</summary>
    internal IReadOnlyList<Decision> Decisions => _decisions;

    internal string Text => ScheduleText.Of(_seed, Check, Modes with { ChoosesTies = Modes.ChoosesTies && HasTies }, _decisions);

    /// <summary>A short form of all operations that were pending at each step.</summary>
    internal ushort Check => (ushort)(_hash ^ (_hash >> 16) ^ (_hash >> 32) ^ (_hash >> 48));

    /// <summary>As <see cref="Check"/>, in full, and of whether it has failed.</summary>
    internal (ulong Operations, bool HasFailed) HashOfAll => (_hash, Failure is not null);

    /// <summary>The operations that were done, in order.</summary>
    internal IReadOnlyList<PendingOperation> Done => _done;

    /// <summary>Made from the seed. Without chance: always the same, whoever draws before.</summary>
    internal Random Random => Modes.IsWithoutChance ? new Random(0) : _random ??= new Random((int)_seed);

    /// <summary>A new schedule, of which the strategy makes the decisions. Give it back by <see cref="Return"/>.</summary>
    internal static Schedule Rent(Strategy strategy, ulong seed, long index, ScheduleModes modes) =>
        Rent(strategy.Guide, new Chance(~seed, strategy.SeedOf(index)).Next(), modes);

    /// <summary>A schedule whose chance follows from <paramref name="seed"/>.</summary>
    internal static Schedule Rent(Guide guide, ulong seed, ScheduleModes modes)
    {
        Schedule schedule = s_pool.Get();
        schedule._guide = guide;
        schedule._seed = seed;
        schedule.Modes = modes;
        schedule._values = new Chance(seed, 0);
        schedule._draws = new Chance(seed, 1);
        return schedule;
    }

    /// <summary>A schedule with the chance of this one, and other decisions.</summary>
    internal Schedule RentVariant(Guide guide) => Rent(guide, _seed, Modes);

    /// <summary>The same schedule again. Its steps are kept for a report.</summary>
    internal Schedule RentRepetition(bool withPlaces = false)
    {
        Schedule schedule = Rent(new DecisionGuide([.. _decisions], isLenient: false), _seed, Modes);
        schedule.KeepSteps(withPlaces);
        return schedule;
    }

    /// <summary>Before the schedule begins: its steps are kept for a report.</summary>
    internal void KeepSteps(bool withPlaces) => Interleaving = new Interleaving(withPlaces);

    /// <summary>Nobody uses the schedule any more.</summary>
    internal void Return() => s_pool.Return(this);

    public bool TryReset()
    {
        _decisions.Clear();
        _resources.Clear();
        _random = null;
        _hash = 0;
        _done.Clear();
        _stuck.Clear();
        Freed = [];
        CameFromOutside = HasRenumbered = IsCut = SharesBaton = HasTies = HasDrawn = false;
        _guide = null!;
        _order.Clear();
        Switches = 0;
        Strands = 0;
        WrittenOff = 0;
        MayStandStill = null;
        Expectations.Clear();
        Names.Clear();
        Failure = null;
        Interleaving = null;
        return true;
    }

    internal int NextNumber() => Strands++;

    /// <summary>The number of a resource, by the first use in this schedule. 0: none.</summary>
    internal int NumberOf(object? resource)
    {
        if (resource is null)
        {
            return 0;
        }

        if (!_resources.TryGetValue(resource, out int number))
        {
            number = _resources.Count + 1;
            _resources.Add(resource, number);
        }

        return number;
    }

    /// <summary>Notes how the schedule has failed. The first failure counts.</summary>
    internal void Fail(ScheduleFailure failure) => Failure ??= failure;

    /// <summary>No strand can go on, though some have not ended: that is a failure, unless the test says that it is right.</summary>
    internal void FailUnlessRight(Func<ScheduleFailure> deadlock)
    {
        try
        {
            if (MayStandStill?.Invoke() != true)
            {
                Fail(deadlock());
            }
        }
        catch (Exception e) // of the test's own code
        {
            Fail(new ScheduleFailure(FailureKind.Assertion, ScheduleFailure.Quote(e), e));
        }
    }

    /// <summary>Does the strategy want to know what strands would do that cannot go on?</summary>
    internal bool SeesAll => _guide.SeesAll;

    /// <inheritdoc cref="Strategy.SeeBlocked"/>
    internal void SeeBlocked(ReadOnlySpan<PendingOperation> blocked) => _guide.SeeBlocked(blocked);

    /// <summary>Makes the next step: picks one of the operations. −1: the schedule is broken off.</summary>
    /// <param name="enabled">One or more.</param>
    /// <param name="current">Which of them is of the strand that made the last step; −1: none.</param>
    /// <param name="isInTurns">Is the next strand by number to go on, whatever the strategy says?</param>
    /// <exception cref="ScheduleDivergedException">The decision that is given does not fit.</exception>
    internal int Pick(ReadOnlySpan<PendingOperation> enabled, int current, bool isInTurns)
    {
        foreach (ref readonly PendingOperation operation in enabled)
        {
            _hash = Mix(_hash, operation);
        }

        int index = PickIndex(enabled, current, isInTurns);
        if (index < 0)
        {
            IsCut = true;
            return index;
        }

        if (enabled.Length > 1)
        {
            _decisions.Add(index == current ? Decision.Stay : Decision.Switch(enabled[index].Strand));
        }

        Note(enabled[index]);
        return index;
    }

    /// <summary>Makes the next step, which is no choice: a frame begins. The guide need not know.</summary>
    internal void Begin(in PendingOperation operation)
    {
        _hash = Mix(_hash, operation);
        _guide.Note(operation);
        Note(operation);
    }

    /// <summary>The conductor, in a deadlock: a strand waits in code that is not Baton's.</summary>
    internal void NoteStuck(RunThread strand) => _stuck.Add((strand.Number, strand.Name));

    /// <summary>The conductor: see <see cref="Freed"/>.</summary>
    internal void NoteFreed(int[] strands) => Freed = strands;

    /// <summary>What a strand of <see cref="Stuck"/> is called.</summary>
    internal string NameOf(int strand) => _stuck.Find(one => one.Strand == strand).Name;

    /// <summary>Draws a number from 0 to <paramref name="count"/> − 1. It follows from the seed.</summary>
    internal int DrawFirst(int count) => _draws.Next(count);

    /// <summary>Chooses a value from 0 to <paramref name="count"/> − 1.</summary>
    internal int Choose(int count)
    {
        int value = _guide.Choose(count, Steps) ?? _values.Next(count);
        _decisions.Add(Decision.Choose(value));
        _hash = Mix(_hash, new PendingOperation(count, OperationKind.Point, value, false));
        return value;
    }

    private void Note(in PendingOperation done)
    {
        _done.Add(done);
        Switches += _order is [.., var last] && last != done.Strand ? 1 : 0;
        _order.Add(done.Strand);
    }

    private int PickIndex(ReadOnlySpan<PendingOperation> enabled, int current, bool isInTurns)
    {
        if (isInTurns && _guide.GivesWay)
        {
            _guide.GiveWay();
            return NextInTurn(enabled);
        }

        return enabled.Length == 1 && !_guide.SeesAll ? 0 : _guide.Pick(enabled, new StepInfo(Steps, current));
    }

    // The next by number after the strand that made the last step.
    private int NextInTurn(ReadOnlySpan<PendingOperation> enabled)
    {
        for (int i = 0; i < enabled.Length; i++)
        {
            if (enabled[i].Strand > _order[^1])
            {
                return i;
            }
        }

        return 0;
    }

    // The number of a field is left out: a field is known by its address, and a garbage collection gives it another number.
    private static ulong Mix(ulong hash, in PendingOperation operation)
    {
        uint resource = operation.Kind == OperationKind.Memory ? 0 : (uint)operation.Resource;
        ulong word = ((ulong)(uint)operation.Strand << 40) ^ ((ulong)resource << 8)
            ^ ((ulong)operation.Kind << 1) ^ (operation.IsWrite ? 1UL : 0);
        return (System.Numerics.BitOperations.RotateLeft(hash, 5) ^ word) * 0x9E3779B97F4A7C15;
    }
}
