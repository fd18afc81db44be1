using System.ComponentModel;
using System.Diagnostics;

namespace Baton.Testing.Seams;

/// <summary>What <see cref="Monitor"/> and <see cref="Lock"/> do in a run, in code that was compiled with seams.</summary>
/// <remarks>To be called by threads of a run alone: see <see cref="Seam.IsOn"/>. Each takes the real lock too.</remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
[DebuggerStepThrough]
[StackTraceHidden]
public static class LockSeams
{
    /// <inheritdoc cref="Monitor.TryEnter(object, int, ref bool)"/>
    public static void TryEnter(object obj, int millisecondsTimeout, ref bool lockTaken)
    {
        if (lockTaken || obj is null || millisecondsTimeout < Timeout.Infinite || SeamCall.Strand is not { } strand)
        {
            Monitor.TryEnter(obj!, millisecondsTimeout, ref lockTaken);
            return;
        }

        lockTaken = LockCall.TryEnter(strand, obj, millisecondsTimeout);
    }

    /// <inheritdoc cref="Monitor.Exit"/>
    public static void Exit(object obj)
    {
        Monitor.Exit(obj);
        LockCall.Exit(obj);
    }

    /// <inheritdoc cref="Monitor.Wait(object, int)"/>
    public static bool Wait(object obj, int millisecondsTimeout) => SeamCall.Strand is { } strand && obj is not null
        ? LockCall.Wait(strand, obj, millisecondsTimeout)
        : Monitor.Wait(obj!, millisecondsTimeout);

    /// <inheritdoc cref="Monitor.Pulse"/>
    public static void Pulse(object obj)
    {
        Monitor.Pulse(obj);
        LockCall.Pulse(obj, most: 1);
    }

    /// <inheritdoc cref="Monitor.PulseAll"/>
    public static void PulseAll(object obj)
    {
        Monitor.PulseAll(obj);
        LockCall.Pulse(obj, most: int.MaxValue);
    }

    /// <inheritdoc cref="Lock.TryEnter(int)"/>
    public static bool TryEnter(Lock obj, int millisecondsTimeout)
    {
        object key = KeyOf(obj);
        return SeamCall.Strand is { } strand && millisecondsTimeout >= Timeout.Infinite
            ? LockCall.TryEnter(strand, key, millisecondsTimeout)
            : obj.TryEnter(millisecondsTimeout);
    }

    /// <inheritdoc cref="Lock.Exit"/>
    public static void Exit(Lock obj) => Exit(obj, byScope: false);

    /// <inheritdoc cref="Lock.Scope.Dispose"/>
    public static void ExitScope(Lock obj) => Exit(obj, byScope: true);

    private static void Exit(Lock obj, bool byScope)
    {
        object key = KeyOf(obj);
        obj.Exit();
        LockCall.Exit(key, byScope);
    }

#pragma warning disable CS9216, CA1859 // It is a key, and is never locked as an object.
    private static object KeyOf(Lock obj) => obj ?? throw new ArgumentNullException(nameof(obj));
#pragma warning restore CS9216, CA1859
}
