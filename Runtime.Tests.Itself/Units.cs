namespace Baton.Tests.Itself;

/// <summary>All that is tried.</summary>
internal static class Units
{
    internal static IReadOnlyList<Unit> All { get; } =
    [
        new("Lane: pass and park", LanePrograms.PassAndTake, 2, 2_000, "LaneParkInTwoSteps", "LanePassInTwoSteps"),
        new("Lane: pass, time limit and close", LanePrograms.TimeOutAndClose, 3, 5_000, "LaneGiveUpUnlooked", "LaneMessageAfterPass")
        {
            Races = true,
        },
        new("Lane: pass and spin", LanePrograms.SpinAndTake, 3, 2_000, "LanePassInTwoSteps"),
    ];
}
