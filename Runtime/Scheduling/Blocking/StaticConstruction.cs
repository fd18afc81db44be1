using System.Diagnostics;

namespace Baton;

/// <summary>Does the calling thread run a static constructor?</summary>
/// <remarks>
/// Another frame that needs the type meanwhile waits for it in the runtime, and that wait is told to nobody: had the first given the
/// baton away, the second would keep it for good. Plain threads have no such trouble, and a static field that is set to some task's
/// <c>Result</c> is common enough. Looking takes 10 to 20 µs, a fraction of what giving way costs. Where the program has no method names
/// left, as can be after trimming, it finds none.
/// </remarks>
internal static class StaticConstruction
{
    internal static bool IsUnderWay()
    {
        StackTrace stack = new(fNeedFileInfo: false);
        for (int i = 0; i < stack.FrameCount; i++)
        {
            if (stack.GetFrame(i) is { } frame && DiagnosticMethodInfo.Create(frame) is { Name: ".cctor" })
            {
                return true;
            }
        }

        return false;
    }
}
