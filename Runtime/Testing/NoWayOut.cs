using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.ExceptionServices;

namespace Baton.Testing;

/// <summary>
/// Where no exception may come out, since .NET ends the process: out of a handler of <see cref="AppDomain.FirstChanceException"/>, out of a
/// handler of an <see cref="AsyncLocal{T}"/> that is called with another context, and below native frames. A strand is told nothing there
/// by an exception: neither that its schedule is over, nor that a choice or a thread is not to be had.
/// </summary>
/// <remarks>
/// <para>A look takes 10 to 20 µs, and more on a deep stack. So only strands that would be told look.</para>
/// <para>What a call refuses because it is wrong, as a null argument, comes out here too: so would that of any library.</para>
/// </remarks>
internal static class NoWayOut
{
    /// <summary>Is the calling thread at such a place? Where there is no memory to look, it may be.</summary>
    internal static bool IsHere() => StackLook.Run(static (stack, _) => HasHandler(stack), 0, unknown: true)
        || NativeFrames.FindInWayOf(typeof(OperationCanceledException)) is not null;

    // From the inside out. A handler may have left the stack to what it called last. Then what has called it stands there. What dispatches
    // an exception calls filters too, by a method of its own.
    private static bool HasHandler(StackTrace stack)
    {
        MethodBase? inner = null;
        foreach (StackFrame frame in stack.GetFrames())
        {
            MethodBase? method = MethodOf(frame);
            if (method is not null && (TakesThrown(method) || CallsHandlersOfContexts(method)
                || (Dispatches(method) && inner?.DeclaringType != method.DeclaringType)))
            {
                return true;
            }

            inner = method;
        }

        return false;
    }

    // Of .NET 10. Where they have other names, the argument of the handler tells.
    private static bool Dispatches(MethodBase method) => method is { Name: "DispatchEx", DeclaringType.FullName: "System.Runtime.EH" };

    private static bool CallsHandlersOfContexts(MethodBase method) =>
        method.Name == "OnValuesChanged" && method.DeclaringType == typeof(ExecutionContext);

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
