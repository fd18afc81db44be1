namespace Baton.Tool;

/// <summary>What the program tells by its exit code.</summary>
internal static class ExitCode
{
    internal const int Done = 0;
    internal const int Usage = 2;
    internal const int NoProcess = 3;
    internal const int NotDotNet = 4;
    internal const int NoBaton = 5;
    internal const int NotPermitted = 6;
    internal const int CutOff = 7;
}
