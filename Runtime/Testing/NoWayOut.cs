using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.ExceptionServices;

namespace Baton.Testing;

/// <summary>
/// Where no exception may come out, since .NET ends the process: out of a handler of <see cref="AppDomain.FirstChanceException"/>, and
/// below native frames. A strand is not told there that its schedule is over.
/// </summary>
/// <remarks>A look takes 10 to 20 µs, and more on a deep stack. So only strands that would be told look.</remarks>
internal static class NoWayOut
{
    /// <summary>Is the calling thread at such a place? Where there is no memory to look, it may be.</summary>
    internal static bool IsHere() => StackLook.Run(static (stack, _) => HasHandler(stack), 0, unknown: true)
        || NativeFrames.FindInWayOf(typeof(OperationCanceledException)) is not null;

    // What .NET calls has this argument.
    private static bool HasHandler(StackTrace stack) =>
        stack.GetFrames().Any(static frame => MethodOf(frame) is { } method && TakesThrown(method));

    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "Without methods nothing is found.")]
    private static MethodBase? MethodOf(StackFrame frame) => frame.GetMethod();

    private static bool TakesThrown(MethodBase method)
    {
        try
        {
            return method.GetParameters() is [.., { } last] && last.ParameterType == typeof(FirstChanceExceptionEventArgs);
        }
        catch (Exception e) when (e is IOException or TypeLoadException or BadImageFormatException) // of another parameter
        {
            return false;
        }
    }
}
