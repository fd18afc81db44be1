using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace Baton.Testing;

/// <summary>What an exploration in which no schedule has failed has seen.</summary>
/// <param name="Schedules">How many schedules were run.</param>
/// <param name="Steps">How many steps they had in all.</param>
/// <param name="DistinctOrders">
/// How many of the schedules were different, by the order of the operations that are in conflict. Two are in conflict if they name the same
/// resource, or neither names any, and one of them writes.
/// </param>
/// <param name="IsExhausted">
/// Has the strategy said that there are no more schedules, and was nothing decided without it? Where something was, <see cref="Warnings"/>
/// says what.
/// </param>
/// <param name="Seed">What the chance of all schedules follows from.</param>
public sealed record ExploreResult(long Schedules, long Steps, long DistinctOrders, bool IsExhausted, ulong Seed)
{
    /// <summary>
    /// The chance that the next schedule shows an order that was not seen, from 0 to 1, as I. Good and A. Turing estimate it: of all
    /// schedules, the share of those whose order was seen once. 0: all was seen, or nothing was run.
    /// </summary>
    public double UnseenMass { get; init; }

    /// <summary>
    /// Of the pairs of operations that were seen in conflict, of two strands and near each other: the share that was seen in both orders,
    /// from 0 to 1. 1: all, or there are none. Some pairs have one order only, as those that a join keeps apart.
    /// </summary>
    public double PairCoverage { get; init; }

    /// <summary>What lessens the worth of the result, in words. Empty: nothing was found.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    // As a record writes its members, but with the text of each warning.
    [SuppressMessage("CodeQuality", "IDE0051", Justification = "ToString calls it.")]
    private bool PrintMembers(StringBuilder text)
    {
        text.Append(
            CultureInfo.InvariantCulture,
            $"Schedules = {Schedules}, Steps = {Steps}, DistinctOrders = {DistinctOrders}, IsExhausted = {IsExhausted}, Seed = {Seed}, " +
            $"UnseenMass = {UnseenMass:0.####}, PairCoverage = {PairCoverage:0.####}, Warnings = [{string.Join(' ', Warnings)}]");
        return true;
    }
}
