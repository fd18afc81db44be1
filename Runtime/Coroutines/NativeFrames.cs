using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.InteropServices;

namespace Baton;

/// <summary>Looks on the calling thread's stack for native frames that an exception would come to.</summary>
/// <remarks>
/// <para>No exception can cross native frames: .NET ends the process. So the library looks before it raises an exception in a body or a
/// frame. A look takes about 2 µs for each method on the stack. Nothing else pays for a look.</para>
/// <para>Calls by <c>DllImport</c> and <c>LibraryImport</c> are found, and methods with <see cref="UnmanagedCallersOnlyAttribute"/>. A
/// delegate that is called through a function pointer shows no trace of the native code. Without methods, as after trimming, nothing is
/// found. <see cref="GivingUp"/> has a last resort for these.</para>
/// <para>A callback that catches the exception, as careful callbacks do, keeps the exception from the native frames.</para>
/// </remarks>
internal static class NativeFrames
{
    private static readonly Assembly s_runtime = typeof(object).Assembly;

    /// <summary>The native function, or the callback for native code, that an exception of this type would come to. Null: none.</summary>
    internal static string? FindInWayOf(Type exception) => Find(exception);

    /// <summary>The native function that is nearest on the stack of the body or the frame. Null: none is found.</summary>
    internal static string? FindAny() => Find(null);

    // Without memory nothing is found: the last resort is left.
    private static string? Find(Type? exception)
    {
        try
        {
            return Look(exception);
        }
        catch (Exception e) when (NoMemory.Is(e))
        {
            return null;
        }
    }

    private static string? Look(Type? exception)
    {
        StackTrace stack = new(fNeedFileInfo: false);
        for (int i = 0; i < stack.FrameCount; i++)
        {
            if (stack.GetFrame(i) is not { } frame || MethodOf(frame) is not { } method)
            {
                continue;
            }

            if (IsNative(method))
            {
                return $"{method.DeclaringType?.FullName}.{method.Name}";
            }

            bool isOurs = method.Module == typeof(NativeFrames).Module; // such a method only passes exceptions on
            if (isOurs ? method.IsDefined(typeof(StackRootAttribute), inherit: false)
                : exception is not null && Catches(method, frame.GetILOffset(), exception))
            {
                break;
            }
        }

        return null;
    }

    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "Without methods nothing is found.")]
    private static MethodBase? MethodOf(StackFrame frame) => frame.GetMethod();

    // An exception can cross the runtime's calls of itself.
    private static bool IsNative(MethodBase method) => method.Attributes.HasFlag(MethodAttributes.PinvokeImpl)
        ? method.Module.Assembly != s_runtime || method.GetCustomAttribute<DllImportAttribute>()?.Value != "QCall"
        : method.IsDefined(typeof(UnmanagedCallersOnlyAttribute), inherit: false);

    // Does the method catch the exception there? A filter may let it pass, and a catch may throw it again. Then the last resort is left.
    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "Without a method's body no catch is found.")]
    private static bool Catches(MethodBase method, int offset, Type exception)
    {
        try
        {
            return method.GetMethodBody()?.ExceptionHandlingClauses.Any(clause =>
                (offset < 0 || (offset >= clause.TryOffset && offset < clause.TryOffset + clause.TryLength))
                && (clause.Flags == ExceptionHandlingClauseOptions.Filter
                    || (clause.Flags == ExceptionHandlingClauseOptions.Clause && clause.CatchType?.IsAssignableFrom(exception) != false)))
                == true;
        }
        catch (Exception e) when (e is not OutOfMemoryException) // the method has no body that could be read
        {
            return false;
        }
    }
}
