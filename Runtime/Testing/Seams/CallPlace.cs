using System.Diagnostics;
using System.Globalization;

namespace Baton.Testing;

/// <summary>Where in the source a step of code with seams is.</summary>
internal static class CallPlace
{
    private const string Generated = "Baton.S"; // files of the seams: shadows, and calls that are redirected

    private static readonly string? s_own = typeof(CallPlace).Assembly.GetName().Name;

    /// <summary>The file and line of the code that the library was called by. Empty: that is not known, for want of symbols.</summary>
    /// <param name="step">What it is called for. Null: that is no step.</param>
    internal static string OfCaller(VisibleStep? step)
    {
        StackTrace trace = new(fNeedFileInfo: false);
        for (int i = 1; i < trace.FrameCount; i++)
        {
            if (trace.GetFrame(i) is { } frame && MayBeUsers(frame) && Of(new StackFrame(i, needFileInfo: true), step) is { } place)
            {
                return place;
            }
        }

        return string.Empty;
    }

    /// <summary>
    /// Where a lock is left. The runtime tells the begin of the function for the first call of a <c>finally</c>: then, where the lock was
    /// taken.
    /// </summary>
    internal static string NotBefore(string left, string taken) =>
        TryRead(left, out string file, out int line) && TryRead(taken, out string sameFile, out int least)
            && file == sameFile && line < least
            ? taken
            : left;

    private static bool TryRead(string place, out string file, out int line)
    {
        int colon = place.LastIndexOf(':');
        file = place[..Math.Max(0, colon)];
        return int.TryParse(place[(colon + 1)..].Split(' ')[0], CultureInfo.InvariantCulture, out line);
    }

    // To read the symbols of each frame would take long.
    private static bool MayBeUsers(StackFrame frame) => DiagnosticMethodInfo.Create(frame) is { } method
        && method.DeclaringAssemblyName.Split(',', 2)[0] is var assembly
        && assembly != s_own && !assembly.StartsWith("System.", StringComparison.Ordinal);

    private static string? Of(StackFrame frame, VisibleStep? step)
    {
        if (Path.GetFileName(frame.GetFileName()) is not { } file || file.StartsWith(Generated, StringComparison.Ordinal))
        {
            return null;
        }

        LockPlace? taken = step is { Kind: OperationKind.Lock } taking ? LockPlaces.Find(frame, taking.IsOfLock) : null;
        string name = taken is null ? string.Empty : $" ({taken.Name})";
        return string.Create(CultureInfo.InvariantCulture, $"{file}:{taken?.At.Line ?? frame.GetFileLineNumber()}{name}");
    }
}
