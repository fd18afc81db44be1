using System.Runtime.InteropServices;

namespace Baton.Testing;

/// <summary>What the schedules of an exploration have shown. Belongs to the exploring thread.</summary>
internal sealed class ExploreTally
{
    // All of these: the exploring thread.
    private readonly Dictionary<ulong, bool> _orders = [];  // by hash; was it seen once only?
    private readonly SortedSet<string> _warnings = new(StringComparer.Ordinal);
    private readonly ConflictLevels _levels = new();
    private readonly PairsSeen _pairs = new();
    private long _steps;

    /// <summary>How many schedules were run.</summary>
    internal long Schedules { get; private set; }

    /// <summary>A schedule has not failed.</summary>
    internal void Add(Schedule schedule)
    {
        Schedules++;
        _steps += schedule.Steps;
        AddOrder(_levels.Of(schedule.Done), isOnce: true);
        _pairs.Add(schedule.Done);
    }

    internal void Warn(string warning) => _warnings.Add(warning);

    /// <summary>Adds what another has seen.</summary>
    internal void Add(ExploreTally other)
    {
        Schedules += other.Schedules;
        _steps += other._steps;
        _warnings.UnionWith(other._warnings);
        _pairs.Add(other._pairs);
        foreach ((ulong order, bool isOnce) in other._orders)
        {
            AddOrder(order, isOnce);
        }
    }

    internal ExploreResult Result(bool isExhausted, ulong seed) => new(Schedules, _steps, _orders.Count, isExhausted, seed)
    {
        UnseenMass = isExhausted || Schedules == 0 ? 0 : (double)_orders.Count(static order => order.Value) / Schedules,
        PairCoverage = _pairs.Coverage,
        Warnings = _warnings.Count == 0 ? [] : [.. _warnings],
    };

    private void AddOrder(ulong order, bool isOnce)
    {
        ref bool once = ref CollectionsMarshal.GetValueRefOrAddDefault(_orders, order, out bool isKnown);
        once = !isKnown && isOnce;
    }
}
