using System.ComponentModel;
using System.Diagnostics;
using System.Reflection;

namespace Baton.Testing.Seams;

/// <summary>What <see cref="CancellationTokenRegistration"/> does in code that was compiled with seams.</summary>
/// <remarks>
/// Its end waits for a callback that runs on another thread. .NET spins there, which nobody would see. Which callback runs, .NET does not
/// tell, so that is looked up by name. Where a version of .NET has it no more, such a wait is hung.
/// </remarks>
[SeamsOf(typeof(CancellationTokenRegistration))]
[EditorBrowsable(EditorBrowsableState.Never)]
[DebuggerStepThrough]
[StackTraceHidden]
public static class CancellationTokenRegistrationSeams
{
    private const BindingFlags Fields = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;

    private static readonly FieldInfo? s_id = typeof(CancellationTokenRegistration).GetField("_id", Fields);
    private static readonly FieldInfo? s_node = typeof(CancellationTokenRegistration).GetField("_node", Fields);
    private static readonly FieldInfo? s_all =
        Type.GetType("System.Threading.CancellationTokenSource+CallbackNode, System.Private.CoreLib")?.GetField("Registrations", Fields);

    private static readonly FieldInfo? s_running =
        Type.GetType("System.Threading.CancellationTokenSource+Registrations, System.Private.CoreLib")
            ?.GetField("ExecutingCallbackId", Fields);

    private static readonly FieldInfo? s_thread =
        Type.GetType("System.Threading.CancellationTokenSource+Registrations, System.Private.CoreLib")
            ?.GetField("ThreadIDExecutingCallbacks", Fields);

    /// <summary>Does this version of .NET tell which callback runs? For tests.</summary>
    internal static bool AreKnown => s_id is not null && s_node is not null && s_all is not null
        && s_running?.FieldType == typeof(long) && s_thread?.FieldType == typeof(int);

    /// <inheritdoc cref="CancellationTokenRegistration.Dispose()"/>
    public static void Dispose(in CancellationTokenRegistration registration)
    {
        if (SeamCall.Strand is { } strand && AreKnown && s_node!.GetValue(registration) is { } node)
        {
            SeamCall.Go(strand, node, true, "ends registration");
            if (registration.Unregister())
            {
                return;
            }

            (object all, long id) = (s_all!.GetValue(node)!, (long)s_id!.GetValue(registration)!);
            if (IsRunningElsewhere(all, id))
            {
                strand.Await("a callback of a token", () => !IsRunningElsewhere(all, id), mayThrow: true, Timeout.InfiniteTimeSpan);
            }
        }

        registration.Dispose();
    }

    private static bool IsRunningElsewhere(object all, long id) =>
        (long)s_running!.GetValue(all)! == id && (int)s_thread!.GetValue(all)! != Environment.CurrentManagedThreadId;
}
