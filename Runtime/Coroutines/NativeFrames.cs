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

    /// <summary>
    /// As <see cref="FindInWayOf"/>, but looks on: from a body's stack to its resumer's, and from a run's main function to the stack of the
    /// frame that has called the run. There the exception comes out if no code catches it. Does not fail.
    /// </summary>
    internal static NativeObstacle FindOnWayOf(Type exception)
    {
        if (IsKnownToBeFree(exception))
        {
            return default;
        }

        try
        {
            return LookOn(exception);
        }
        catch (Exception e) when (NoMemory.Is(e))
        {
            return default;
        }
    }

    // A run that was called here has ended, and its main function has looked here too: otherwise each of many runs, one in the other, would
    // look at the stacks of all around it.
    private static bool IsKnownToBeFree(Type exception) => exception == typeof(OperationCanceledException)
        && CoroutineCore.Current is null && Driver.OfThread is { IsFreeAroundCall: true };

    // Without memory nothing is found: the last resort is left.
    private static string? Find(Type? exception) => StackLook.Run(
        static (stack, exception) =>
        {
            int at = 0;
            return Look(stack, ref at, exception, out _);
        },
        exception,
        unknown: null);

    private static NativeObstacle LookOn(Type exception)
    {
        (NativeObstacle found, Driver? last, CoroutineCore? body) = StackLook.Run(LookAtThread, exception, unknown: default);
        if (body is IAsksResumer asks)
        {
            found = found.And(AskResumer(asks, exception));
        }

        if (last is not null && found == default && exception == typeof(OperationCanceledException))
        {
            NoteFree(last);
        }

        return found;
    }

    // The thread's stack has one part for each body or driver that it runs: each ends with a root. Gives the last driver, and the body
    // whose resumer the exception comes to.
    private static (NativeObstacle Found, Driver? Last, CoroutineCore? Body) LookAtThread(StackTrace stack, Type exception)
    {
        CoroutineCore? body = CoroutineCore.Current;
        Driver? driver = body is null ? Driver.OfThread : null;
        int at = 0;
        if (body is null && driver is null) // a plain thread: it cannot be given up
        {
            string? native = Look(stack, ref at, exception, out _);
            return (new NativeObstacle(native, native, native is not null), null, null);
        }

        NativeObstacle found = default;
        Driver? last = driver;
        while (true)
        {
            bool isOwn = at == 0;
            last = driver ?? last;
            string? native = Look(stack, ref at, exception, out bool isCaught);
            bool isFatal = native is not null && body is null && driver?.CanBeGivenUp != true;
            found = found.And(new NativeObstacle(null, native, isFatal));
            found = isOwn ? found with { OnOwnStack = native } : found;
            if (isCaught || body is not null)
            {
                return (found, last, isCaught ? null : body);
            }

            (body, driver) = (driver!.CallersBody, driver.CallersBody is null ? driver.Caller : null);
            if (body is null && driver is null)
            {
                return (found, last, null);
            }
        }
    }

    // From the calls on by which the others have begun the function of the calling thread's own driver, if no body is around that.
    private static void NoteFree(Driver last)
    {
        for (Driver? one = CoroutineCore.Current is null ? Driver.OfThread : null; one is not null && one != last;)
        {
            one = one.Caller;
            one?.IsFreeAroundCall = true;
        }
    }

    private static NativeObstacle AskResumer(IAsksResumer body, Type exception)
    {
        NativeObstacle found = default;
        body.TryAskResumer(() => found = FindOnWayOf(exception));
        return found;
    }

    // Looks on to the root. Behind native frames no catch counts: a stack that is given up runs none.
    private static string? Look(StackTrace stack, ref int at, Type? exception, out bool isCaught)
    {
        isCaught = false;
        string? native = null;
        bool isRoot = false;
        for (; at < stack.FrameCount && !isCaught && !isRoot; at++)
        {
            if (stack.GetFrame(at) is not { } frame || MethodOf(frame) is not { } method)
            {
                continue;
            }

            if (IsNative(method))
            {
                native ??= $"{method.DeclaringType?.FullName}.{method.Name}";
            }
            else if (method.Module == typeof(NativeFrames).Module) // such a method only passes exceptions on
            {
                isRoot = method.IsDefined(typeof(StackRootAttribute), inherit: false);
            }
            else if (method.DeclaringType != typeof(ExecutionContext)) // its catch throws the exception again
            {
                isCaught = native is null && exception is not null && Catches(method, frame.GetILOffset(), exception);
            }
        }

        return native;
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
        catch (Exception e) when (e is not (OutOfMemoryException or ThreadInterruptedException)) // it has no body that could be read
        {
            return false;
        }
    }
}
