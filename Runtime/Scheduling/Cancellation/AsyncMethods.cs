using System.Diagnostics;

namespace Baton;

/// <summary>
/// Does the calling thread run an <c>async</c> method, in a frame's function or a coroutine's body? An exception that such a method throws
/// goes into its task. A look at the stack takes 10 to 20 µs. Iterators count too, since they look the same. Without method names, as after
/// trimming, no method is found.
/// </summary>
internal static class AsyncMethods
{
    internal static bool AreOnStack()
    {
        StackTrace stack = new(fNeedFileInfo: false);
        for (int i = 0; i < stack.FrameCount; i++)
        {
            DiagnosticMethodInfo? method = stack.GetFrame(i) is { } frame ? DiagnosticMethodInfo.Create(frame) : null;
            if (method?.Name is nameof(FrameRun.RunFunction) or CoroutineCore.RootMethod)
            {
                break; // the methods below are the caller's, which the exception does not reach
            }

            if (method is { Name: "MoveNext" } && method.DeclaringTypeName.Contains('<', StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }
}
