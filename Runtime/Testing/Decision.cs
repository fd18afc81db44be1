namespace Baton.Testing;

/// <summary>One decision of a schedule. There is one wherever several strands could go on, and for each value that was chosen.</summary>
/// <param name="Kind">What was decided.</param>
/// <param name="Value">The strand that was switched to, by number; or the value.</param>
internal readonly record struct Decision(DecisionKind Kind, int Value)
{
    internal static Decision Stay => new(DecisionKind.Stay, 0);

    internal static Decision Switch(int strand) => new(DecisionKind.Switch, strand);

    internal static Decision Choose(int value) => new(DecisionKind.Choose, value);
}
