namespace Baton.Stress;

/// <summary>What the process tells its caller.</summary>
internal static class ExitCode
{
    internal const int Held = 0;
    internal const int Failed = 1;
    internal const int Usage = 2;
    internal const int Interrupted = 130; // 128 and the signal's number, as shells have it
}
