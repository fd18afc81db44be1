using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Baton;

/// <summary>Which lock the calling thread waits for, and which thread has it: the runtime's own record of that.</summary>
/// <remarks>
/// <para>The record is internal to the runtime (<c>System.Threading.ThreadBlockingInfo</c>), and a thread can read its own only. So it is
/// used only when it has named the owner of a monitor and of a <see cref="Lock"/> whose owners were known. Otherwise, and where the
/// runtime has no such record or trimming has removed it, no lock is ever seen.</para>
/// <para>The runtime knows no owner of a mutex, nor of a <see cref="ReaderWriterLockSlim"/>.</para>
/// </remarks>
internal sealed class LockOwners
{
    private const int MonitorLock = 0; // of the record's enum
    private const int LockObject = 2;

    private static readonly Lazy<LockOwners?> s_tried = new(Try, LazyThreadSafetyMode.ExecutionAndPublication);

    private readonly FieldInfo _first;
    private readonly FieldInfo _kind;
    private readonly FieldInfo _object;
    private readonly PropertyInfo _owner;
    private readonly Type _record;

    private LockOwners(Type record, FieldInfo first, FieldInfo kind, FieldInfo @object, PropertyInfo owner) =>
        (_record, _first, _kind, _object, _owner) = (record, first, kind, @object, owner);

    /// <summary>
    /// Null: nothing is known here. The first call tries the record with two locks, on a thread that it starts and waits for, for a second
    /// at most. So it is for a thread of diagnostics, with no baton and no lock.
    /// </summary>
    internal static LockOwners? Tried => DiagnosticSwitches.LockOwners ? s_tried.Value : null;

    /// <summary>The lock that the calling thread waits for, in whose wait it is called. Null: it waits for none.</summary>
    [UnconditionalSuppressMessage("AOT", "IL3050", Justification = "The record is found only where it was tried.")]
    internal unsafe LockSeen? See()
    {
        if (_first.GetValue(null) is not Pointer pointer || Pointer.Unbox(pointer) is var record && record == null)
        {
            return null;
        }

        object copy = Marshal.PtrToStructure((nint)record, _record)!;
        int kind = Convert.ToInt32(_kind.GetValue(copy), provider: null);
        void* what = Pointer.Unbox((Pointer)_object.GetValue(copy)!);
        long owner = (long)(ulong)_owner.GetValue(copy)!;
        return kind switch
        {
            MonitorLock => new LockSeen(LockKind.Monitor, (nint)what, owner), // where the runtime keeps the lock while it is waited for
            LockObject => new LockSeen(LockKind.Lock, Unsafe.Read<object>(what), owner),
            _ => null, // a pulse, and nobody has that
        };
    }

    private static LockOwners? Try()
    {
        try
        {
            return RuntimeFeature.IsDynamicCodeSupported && Find() is { } found && found.NamesOwners() ? found : null;
        }
        catch
        {
            return null; // whatever this runtime has there, it is not what is known
        }
    }

    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "What is not there is not used.")]
    private static LockOwners? Find()
    {
        const BindingFlags Any = BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;
        Type? record = Type.GetType("System.Threading.ThreadBlockingInfo, System.Private.CoreLib", throwOnError: false);
        return record?.GetField("t_first", Any) is { } first && record.GetField("_objectKind", Any) is { } kind
            && record.GetField("_objectPtr", Any) is { } @object && record.GetProperty("LockOwnerOSThreadId", Any) is { } owner
                ? new LockOwners(record, first, kind, @object, owner)
                : null;
    }

    private bool NamesOwners()
    {
        LockSeen? first;
        object monitor = new();
        lock (monitor)
        {
            first = LockProbe.Run(See, () => Enter(monitor));
        }

        LockSeen? second;
        Lock other = new();
        lock (other)
        {
            second = LockProbe.Run(See, () => Enter(other));
        }

        long owner = first?.OwnerOSThreadId ?? 0;
        return first?.Kind == LockKind.Monitor && second?.Kind == LockKind.Lock && second.Value.Identity is Lock seen && seen == other
            && owner != 0 && owner == second.Value.OwnerOSThreadId && (SystemLocks.CurrentThread is var me && (me == 0 || me == owner));
    }

    private static void Enter(object monitor)
    {
        lock (monitor)
        {
            // that is all
        }
    }

    private static void Enter(Lock other)
    {
        lock (other)
        {
            // that is all
        }
    }
}
