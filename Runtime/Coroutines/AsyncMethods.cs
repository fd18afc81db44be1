using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Baton;

/// <summary>
/// Does the calling thread run an <c>async</c> method, in a frame's function or a coroutine's body? An exception that such a method throws
/// goes into its task, and the task may never be awaited. A look at the stack takes 10 to 20 µs, and more on a deep stack. Without method
/// names, as after trimming, no method is found.
/// </summary>
internal static class AsyncMethods
{
    private static readonly (string Name, string Type)[] s_roots =
        [("RunFunction", "Baton.FrameRun"), (CoroutineCore.RootMethod, "Baton.Coroutine")];

    private static readonly (string Name, string Type)[] s_rootsOutside =
        [.. s_roots, ("RunOutside", "Baton.FrameRun"), ("RunLimited", "Baton.CoroutineScope")];

    /// <summary>Is one on the stack? Where there is no memory to look, one may be.</summary>
    /// <param name="isOutside">
    /// Is the thread outside every scheduler? Then a block with a limit is told, and not what has called it.
    /// </param>
    internal static bool AreOnStack(bool isOutside = false) =>
        StackLook.Run(AreOn, isOutside ? s_rootsOutside : s_roots, unknown: true);

    private static bool AreOn(StackTrace stack, (string Name, string Type)[] roots)
    {
        for (int i = 0; i < stack.FrameCount; i++)
        {
            if (stack.GetFrame(i) is not { } frame || DiagnosticMethodInfo.Create(frame) is not { } method)
            {
                continue;
            }

            if (IsOneOf(roots, method))
            {
                break; // the methods below are the caller's, which the exception does not reach
            }

            if (method.Name == nameof(IAsyncStateMachine.MoveNext) && IsOfAsyncMethod(frame))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsOneOf((string Name, string Type)[] roots, DiagnosticMethodInfo method) => Array.Exists(
        roots, root => root.Name == method.Name && method.DeclaringTypeName.StartsWith(root.Type, StringComparison.Ordinal));

    // An iterator's MoveNext throws to its caller.
    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "Without the type no method is found.")]
    private static bool IsOfAsyncMethod(StackFrame frame) =>
        frame.GetMethod()?.DeclaringType is { } type && typeof(IAsyncStateMachine).IsAssignableFrom(type);
}
