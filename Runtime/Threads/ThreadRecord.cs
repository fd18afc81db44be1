namespace Baton;

/// <summary>
/// The wait of the library's that blocks a thread outside every scheduler, for those who look at the process. A thread has one record,
/// which is listed when it is made.
/// </summary>
/// <remarks>
/// The list does not keep a record, nor a record more than its thread and what that waits for. The thread writes its record. Any thread
/// reads it: who finds the same even epoch before and after has read one wait.
/// </remarks>
internal sealed class ThreadRecord
{
    private static readonly Gate s_gate = new();
    private static readonly List<WeakReference<ThreadRecord>> s_all = []; // under s_gate

    [ThreadStatic]
    private static ThreadRecord? s_own; // the calling thread's; null: it was not needed yet

    private object? _wait;  // see Wait; the thread
    private long _since;    // see Since; the thread
    private int _epoch;     // see Epoch; the thread

    private ThreadRecord()
    {
    }

    /// <summary>The calling thread's. Made, and listed, when first asked for; that may fail for want of memory.</summary>
    internal static ThreadRecord Own => s_own ??= Listed(new ThreadRecord());

    /// <summary>The records of all threads that are alive, as they were a moment ago.</summary>
    internal static List<ThreadRecord> Snapshot()
    {
        using Quiet quiet = Quiet.Begin();
        List<ThreadRecord> records = [];
        using (s_gate.Enter())
        {
            foreach (WeakReference<ThreadRecord> reference in s_all)
            {
                if (reference.TryGetTarget(out ThreadRecord? record) && record.Thread.IsAlive)
                {
                    records.Add(record);
                }
            }
        }

        return records;
    }

    internal Thread Thread { get; } = Thread.CurrentThread;

    /// <summary>The system's number of the thread. 0: not known.</summary>
    internal int ThreadNumber { get; } = SystemLocks.CurrentThread;

    /// <summary>What blocks the thread: a task, tasks, a scope, or a wait at a queue. Null: nothing that is known.</summary>
    internal object? Wait => Volatile.Read(ref _wait);

    /// <summary>When that wait began, by <see cref="Environment.TickCount64"/>.</summary>
    internal long Since => Volatile.Read(ref _since);

    /// <summary>Changes by 2 when a wait begins, and when it ends; odd while that is written.</summary>
    internal int Epoch => Volatile.Read(ref _epoch);

    /// <summary>The thread: a wait begins. Does not fail.</summary>
    /// <returns>The wait around it, for <see cref="EndWait"/>: code that a blocked thread is made to run may wait too.</returns>
    internal object? BeginWait(object wait)
    {
        object? around = _wait;
        Change(wait);
        return around;
    }

    /// <summary>The thread: the wait is over.</summary>
    internal void EndWait(object? around) => Change(around);

    private void Change(object? wait)
    {
        _epoch++;
        Volatile.WriteBarrier();
        _wait = wait;
        _since = Environment.TickCount64;
        Volatile.Write(ref _epoch, _epoch + 1);
    }

    private static ThreadRecord Listed(ThreadRecord record)
    {
        using Quiet quiet = Quiet.Begin();
        WeakReference<ThreadRecord> reference = new(record);
        using (s_gate.Enter())
        {
            s_all.RemoveAll(static reference => !reference.TryGetTarget(out _));
            s_all.Add(reference);
        }

        return record;
    }
}
