using Microsoft.Extensions.ObjectPool;

namespace Baton.Testing;

/// <summary>One schedule: the decisions that were made, and what follows from them. Belongs to the thread that has the turn.</summary>
/// <remarks>The objects are pooled: <see cref="TryReset"/> forgets everything.</remarks>
internal sealed class Schedule : IResettable
{
    private static readonly ObjectPool<Schedule> s_pool = ObjectPool.Create<Schedule>();

    // All of these: the thread with the turn.
    private readonly List<Decision> _decisions = [];
    private readonly Dictionary<object, int> _resources = new(ReferenceEqualityComparer.Instance);
    private ulong _seed;                // what its chance follows from
    private Chance _values;             // for Choose
    private Chance _order;              // for DrawFirst
    private Random? _random;            // for the test and the library; made when it is first needed
    private ulong _hash;                // of all operations that were pending at each step
    private ulong _orderHash;           // of the operations that were done
    private Strategy? _strategy;        // null: it is a replay
    private List<Decision>? _given;     // of a replay; null: the strategy picks
    private int _next;                  // the next of those that are given

    /// <summary>Steps that were made.</summary>
    internal long Steps { get; private set; }

    /// <summary>Strands that were numbered.</summary>
    internal int Strands { get; private set; }

    /// <summary>Null: it has not failed. Set once.</summary>
    internal ScheduleFailure? Failure { get; private set; }

    /// <summary>Strands that did not end with the schedule. Written by the conductor.</summary>
    internal int WrittenOff { get; set; }

    /// <summary>The steps for a report. Null: they are not kept.</summary>
    internal Interleaving? Interleaving { get; private set; }

    internal string Text => ScheduleText.Of(_seed, Check, _decisions);

    /// <summary>A short form of all operations that were pending at each step.</summary>
    internal ushort Check => (ushort)(_hash ^ (_hash >> 16) ^ (_hash >> 32) ^ (_hash >> 48));

    /// <summary>As <see cref="Check"/>, in full.</summary>
    internal ulong Hash => _hash;

    /// <summary>Which operations were done, in which order.</summary>
    internal ulong OrderHash => _orderHash;

    internal Random Random => _random ??= new Random((int)_seed);

    /// <summary>A new schedule, of which the strategy makes the decisions. Give it back by <see cref="Return"/>.</summary>
    internal static Schedule Rent(Strategy strategy, ulong seed, long index)
    {
        Schedule schedule = s_pool.Get();
        schedule._strategy = strategy;
        schedule.SetSeed(new Chance(~seed, index).Next());
        return schedule;
    }

    /// <summary>A schedule with the decisions of another, or of a text. Its steps are kept for a report.</summary>
    internal static Schedule RentReplay(ulong seed, List<Decision> decisions)
    {
        Schedule schedule = s_pool.Get();
        schedule._given = [.. decisions];
        schedule.SetSeed(seed);
        schedule.Interleaving = new Interleaving();
        return schedule;
    }

    /// <summary>As <see cref="RentReplay(ulong, List{Decision})"/>, of this schedule.</summary>
    internal Schedule RentReplay() => RentReplay(_seed, _decisions);

    /// <summary>Nobody uses the schedule any more.</summary>
    internal void Return() => s_pool.Return(this);

    public bool TryReset()
    {
        _decisions.Clear();
        _resources.Clear();
        _random = null;
        _hash = _orderHash = 0;
        _strategy = null;
        _given = null;
        _next = 0;
        Steps = 0;
        Strands = 0;
        WrittenOff = 0;
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

    /// <summary>Makes the next step: picks one of the operations.</summary>
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

        int index = enabled.Length == 1 ? 0
            : _given is not null ? PickGiven(enabled, current)
            : isInTurns ? (current + 1) % enabled.Length
            : PickByStrategy(enabled, current);
        if (enabled.Length > 1)
        {
            _decisions.Add(index == current ? Decision.Stay : Decision.Switch(enabled[index].Strand));
        }

        _orderHash = Mix(_orderHash, enabled[index]);
        Steps++;
        return index;
    }

    /// <summary>Draws a number from 0 to <paramref name="count"/> − 1. It follows from the seed.</summary>
    internal int DrawFirst(int count) => _order.Next(count);

    /// <summary>Chooses a value from 0 to <paramref name="count"/> − 1.</summary>
    internal int Choose(int count)
    {
        int value = _given is null ? _values.Next(count)
            : NextGiven() is not { } given ? 0
            : given.Kind == DecisionKind.Choose && given.Value < count ? given.Value
            : throw Diverged("the test chooses a value, and the schedule has another decision here");
        _decisions.Add(Decision.Choose(value));
        _hash = Mix(_hash, new PendingOperation(count, OperationKind.Point, value, false));
        return value;
    }

    private void SetSeed(ulong seed)
    {
        _seed = seed;
        _values = new Chance(seed, 0);
        _order = new Chance(seed, 1);
    }

    private int PickByStrategy(ReadOnlySpan<PendingOperation> enabled, int current)
    {
        int index = _strategy!.Pick(enabled, new StepInfo(Steps, current));
        return (uint)index < (uint)enabled.Length ? index : throw new InvalidOperationException(
            $"The strategy {_strategy.GetType()} has picked {index}, where 0 to {enabled.Length - 1} can go on.");
    }

    private int PickGiven(ReadOnlySpan<PendingOperation> enabled, int current)
    {
        if (NextGiven() is not { } given)
        {
            return Math.Max(current, 0);
        }

        if (given.Kind == DecisionKind.Stay && current >= 0)
        {
            return current;
        }

        if (given.Kind == DecisionKind.Switch)
        {
            for (int i = 0; i < enabled.Length; i++)
            {
                if (enabled[i].Strand == given.Value)
                {
                    return i;
                }
            }
        }

        throw Diverged(given.Kind switch
        {
            DecisionKind.Stay => "the last strand is to go on, and cannot",
            DecisionKind.Switch => $"strand {given.Value} is to go on, and cannot",
            _ => "a value is to be chosen, and the test chooses none",
        });
    }

    private Decision? NextGiven() => _next < _given!.Count ? _given[_next++] : null;

    private ScheduleDivergedException Diverged(string what) => new($"At step {Steps + 1} {what}.");

    private static ulong Mix(ulong hash, in PendingOperation operation)
    {
        ulong word = ((ulong)(uint)operation.Strand << 40) ^ ((ulong)(uint)operation.Resource << 8)
            ^ ((ulong)operation.Kind << 1) ^ (operation.IsWrite ? 1UL : 0);
        return (System.Numerics.BitOperations.RotateLeft(hash, 5) ^ word) * 0x9E3779B97F4A7C15;
    }
}
