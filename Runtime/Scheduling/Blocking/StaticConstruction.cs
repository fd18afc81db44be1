using System.Diagnostics;

namespace Baton;

/// <summary>Does the calling thread run a static constructor?</summary>
/// <remarks>
/// Another frame that needs the type meanwhile waits for it in the runtime, and the library does not see that wait. If the first frame had
/// passed the baton, the second frame would keep it for good. Plain threads have no such trouble, and code often sets a static field to the
/// <c>Result</c> of a task. A look at the stack takes 10 to 20 µs, a fraction of what giving way costs. Without method names, as after
/// trimming, no static constructor is found.
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
