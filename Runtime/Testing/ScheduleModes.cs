namespace Baton.Testing;

/// <summary>By which rules a schedule goes. They are part of its text.</summary>
/// <param name="BeginsAtOnce">Does a frame that was started go on at once to its first step?</param>
/// <param name="Races">May the clock go on while strands can?</param>
/// <param name="HasAnyOrder">Do the ready frames of a scheduler go on in any order?</param>
/// <param name="IsWithoutChance">May the test draw nothing by chance?</param>
/// <param name="ChoosesTies">
/// Is it chosen which of several timers of one time fires first, whether a strand goes on before the next does, and which of several cases
/// of a select is taken? Schedules of earlier versions fire all of them in order, and draw the case.
/// </param>
internal readonly record struct ScheduleModes(
    bool BeginsAtOnce, bool Races, bool HasAnyOrder, bool IsWithoutChance, bool ChoosesTies = false)
{
    /// <summary>The greatest of <see cref="Bits"/>.</summary>
    internal const int MostBits = 31;

    /// <summary>The rules as a number. 0: none is given.</summary>
    internal int Bits =>
        (BeginsAtOnce ? 1 : 0) | (Races ? 2 : 0) | (HasAnyOrder ? 4 : 0) | (IsWithoutChance ? 8 : 0) | (ChoosesTies ? 16 : 0);

    internal static ScheduleModes OfBits(int bits) =>
        new((bits & 1) != 0, (bits & 2) != 0, (bits & 4) != 0, (bits & 8) != 0, (bits & 16) != 0);

    /// <summary>The rules of a schedule.</summary>
    /// <param name="options">What the user has said.</param>
    /// <param name="strategy">Decides where the options leave it open.</param>
    /// <param name="index">Of the schedule, from 0.</param>
    internal static ScheduleModes Of(ExploreOptions options, Strategy strategy, long index) => new(
        (options.Starts == StartOrder.Both ? strategy.StartsOf(index) : options.Starts) == StartOrder.AtFirstOperation,
        options.Clock == ClockMode.Racing,
        options.Ready == ReadyOrder.Any,
        strategy.IsWithoutChance,
        ChoosesTies: true);
}
