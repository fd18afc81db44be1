using System.Diagnostics;
using System.Globalization;

namespace Baton.Testing;

/// <summary>Where in the source a step of code with seams is.</summary>
internal static class CallPlace
{
    private const string Generated = "Baton.S"; // files of the seams: shadows, and calls that are redirected

    private static readonly string? s_own = typeof(CallPlace).Assembly.GetName().Name;

    /// <summary>The file and line of the code that the library was called by. Empty: that is not known, for want of symbols.</summary>
    internal static string OfCaller()
    {
        StackTrace trace = new(fNeedFileInfo: false);
        for (int i = 1; i < trace.FrameCount; i++)
        {
            if (trace.GetFrame(i) is { } frame && MayBeUsers(frame) && Of(new StackFrame(i, needFileInfo: true)) is { } place)
            {
                return place;
            }
        }

        return string.Empty;
    }

    // To read the symbols of each frame would take long.
    private static bool MayBeUsers(StackFrame frame) => DiagnosticMethodInfo.Create(frame) is { } method
        && method.DeclaringAssemblyName.Split(',', 2)[0] is var assembly
        && assembly != s_own && !assembly.StartsWith("System.", StringComparison.Ordinal);

    private static string? Of(StackFrame frame) =>
        Path.GetFileName(frame.GetFileName()) is { } file && !file.StartsWith(Generated, StringComparison.Ordinal)
        ? string.Create(CultureInfo.InvariantCulture, $"{file}:{frame.GetFileLineNumber()}")
        : null;
}
