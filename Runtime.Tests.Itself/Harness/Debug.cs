using System.Diagnostics.CodeAnalysis;

namespace System.Diagnostics;

/// <summary>In the place of .NET's: what does not hold fails the schedule, and does not end the process.</summary>
internal static class Debug
{
    [Conditional("DEBUG")]
    internal static void Assert([DoesNotReturnIf(false)] bool condition, string? message = null)
    {
        if (!condition)
        {
            Baton.Tests.Itself.Require.Fail($"An assertion of the library's does not hold: {message}");
        }
    }
}
