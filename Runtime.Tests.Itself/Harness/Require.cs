namespace Baton.Tests.Itself;

/// <summary>What a program demands. It fails the schedule, also where the library would swallow the exception.</summary>
internal static class Require
{
    private static string? s_failed; // the first demand that was not met in this schedule; whichever strand has the turn

    /// <summary>A schedule begins.</summary>
    internal static void Begin() => s_failed = null;

    internal static void That(bool condition, string message)
    {
        if (!condition)
        {
            Fail(message);
        }
    }

    [System.Diagnostics.CodeAnalysis.DoesNotReturn]
    internal static void Fail(string message)
    {
        s_failed ??= message;
        throw new InvalidOperationException(message);
    }

    /// <summary>The program is over: throws what was swallowed.</summary>
    internal static void End()
    {
        if (s_failed is not null)
        {
            Fail(s_failed);
        }
    }
}
