namespace Baton.Stress;

/// <summary>What scenarios throw on purpose; any other exception is a failure.</summary>
internal sealed class ScenarioException(int number) : Exception($"on purpose #{number}");
