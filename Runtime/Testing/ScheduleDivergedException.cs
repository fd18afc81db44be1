namespace Baton.Testing;

/// <summary>A schedule does not fit what the test does.</summary>
internal sealed class ScheduleDivergedException(string message) : Exception(message);
