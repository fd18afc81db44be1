using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Baton;

/// <summary>One pooled thread, and the inbox through which the thread is given its next tenant.</summary>
/// <remarks>
/// <para>The pool passes a tenant into the inbox only while it owns the worker. It does so after the creation, when it has taken the
/// worker off the idle list, and in <see cref="WorkerPool.Return"/>. So the inbox has one passer at a time, and the thread is its one
/// taker. A null tenant means: leave.</para>
/// <para>Return may come before the tenant's last instruction on this thread. The next tenant then waits in the inbox until the thread
/// has left the old one and cleaned up behind it.</para>
/// </remarks>
internal sealed class Worker
{
    /// <summary>
    /// In milliseconds: a thread that is kept although its time is over asks again only so much later, however short its time is.
    /// </summary>
    private const int KeptThreadLooksAgainAfter = 1000;

    /// <summary>In milliseconds: a thread that is idle for so long gives back the memory that deep calls have left in its stack.</summary>
    private const int StackIsKeptFor = 1000;

    private static long s_lastNumber;   // the last Number that was given; interlocked

    private static readonly Action<Worker> s_prepare = static worker => worker.PrepareThread();
    private readonly Lane<Tenant?> _inbox = new();
    private readonly Thread _thread;
    private readonly string _threadName;
    private readonly ControlledThread? _control; // of the run of a test; null: no run controls the thread
    private bool _isHeldUp;             // has somebody waited in vain for its end? Written by the waiting thread, volatile
    private Tenant? _tenant;            // what the thread runs; null: nothing. The worker's thread; any thread reads it
    private long _since;                // see Since; the worker's thread
    private SpinTuner _inboxTuner = new(SpinTuner.Horizon); // the waiting for a tenant; the worker's thread only

    /// <exception cref="OutOfMemoryException">No memory for the thread's own structures.</exception>
    internal Worker(WorkerPool pool, string threadName, int stackSize, bool isFresh, WorkerState state)
    {
        Pool = pool;
        _threadName = threadName;
        IsFresh = isFresh;
        State = state;
        _control = pool.Run?.NewThread();
        _thread = new Thread(Loop, stackSize) { IsBackground = true, Name = threadName };
    }

    /// <summary>The worker whose thread this is. Null: the thread is of no pool.</summary>
    internal static Worker? Current => Unsafe.As<Worker?>(RunsFor.OfPool);

    internal WorkerPool Pool { get; }

    /// <summary>One lease for all handoffs of this thread: it waits in one of them at a time.</summary>
    internal SpinLease Lease { get; } = new();

    /// <summary>Does this thread end with its first tenant?</summary>
    internal bool IsFresh { get; }

    /// <summary>
    /// The neighbor in the list of idle workers, of those that leave, or of those that are busy; null at the end. Written by
    /// <see cref="WorkerList"/>, under the pool's gate.
    /// </summary>
    internal Worker? Older { get; set; }

    /// <inheritdoc cref="Older"/>
    internal Worker? Newer { get; set; }

    /// <summary>See the table of <see cref="WorkerState"/>. Written by <see cref="Roster"/> alone, under the pool's gate.</summary>
    internal WorkerState State { get; set; }

    /// <summary>Does the worker wait for a tenant, in the pool's list? Under the pool's gate.</summary>
    internal bool IsIdle => State == WorkerState.Idle;

    internal Thread Thread => _thread;

    /// <summary>What the thread runs. Null: nothing. Any thread; what it says may be late.</summary>
    internal Tenant? Tenant => Volatile.Read(ref _tenant);

    /// <summary>When the tenant came, by <see cref="Environment.TickCount64"/>. Written with the tenant, and read after it.</summary>
    internal long Since => Volatile.Read(ref _since);

    /// <summary>The number of the worker in the process, of whatever pool.</summary>
    internal long Number { get; } = Interlocked.Increment(ref s_lastNumber);

    /// <summary>Is the thread in a managed wait? Any thread.</summary>
    internal bool Waits => _thread.ThreadState.HasFlag(System.Threading.ThreadState.WaitSleepJoin);

    /// <summary>The system's number of the thread. 0: not known. Written once, by this thread, before its first tenant.</summary>
    internal int ThreadNumber { get; private set; }

    /// <summary>
    /// Where the thread parks. Null: it has not begun. Written once, by this thread, before its first tenant; any thread reads it.
    /// </summary>
    internal ParkingSlot? Slot { get; private set; }

    /// <summary>
    /// Kept for a tenant that needs such a thing when there is no memory for one. Written by the code that moves a tenant in, and by the
    /// tenant's claimant, which takes it. Null: none was made, or it was taken.
    /// </summary>
    internal object? Spare { get; set; }

    /// <summary>The lanes of a tenant that has ended, whose type belongs to a room above. Written as <see cref="Spare"/>.</summary>
    internal object? KeptHandoff { get; set; }

    /// <summary>Is the thread asleep, waiting for a tenant? For tests.</summary>
    internal bool IsParked => _inbox.IsTakerParked;

    /// <summary>The execution context of an unused thread. Written once, by this thread, before its first tenant.</summary>
    internal ExecutionContext DefaultContext { get; private set; } = null!;

    /// <summary>
    /// Owner only: gives the thread its next tenant, which has moved in; or null to make the thread leave. Does not fail.
    /// </summary>
    internal void Assign(Tenant? tenant)
    {
        _control?.Begin(tenant ?? (object)_threadName);
        _inbox.Pass(tenant);
    }

    /// <summary>
    /// Owner only, after the first tenant was assigned, so that the thread need not wait for it. The thread starts clean: the context of
    /// the caller is not carried over.
    /// </summary>
    internal void Start()
    {
        Commit.AssertNone("a thread starts");
        try
        {
            _thread.UnsafeStart();
        }
        catch
        {
            _control?.FailToStart();
            throw;
        }

        _control?.BeStarted();
    }

    /// <summary>
    /// Any thread, off every gate, when the worker was told to leave: waits until its thread has ended. False when that takes too long, or
    /// took too long for an earlier caller, for a listener holds the thread up; and on the worker's own thread.
    /// </summary>
    internal bool JoinLeaving(TimeSpan patience)
    {
        if (Thread.CurrentThread == _thread || Volatile.Read(ref _isHeldUp))
        {
            return false;
        }

        if (ControlledThread.Current is { } control)
        {
            return control.Await("the end of a thread", () => State == WorkerState.Ended, mayThrow: false, patience);
        }

        Commit.AssertNone("a thread waits for another");
        StrongBox<bool> hasEnded = new();
        Uninterrupted.Run(static wait => wait.hasEnded.Value = wait._thread.Join(wait.patience), (hasEnded, _thread, patience));
        Volatile.Write(ref _isHeldUp, !hasEnded.Value);
        return hasEnded.Value;
    }

    /// <summary>Debug builds: the caller is this worker's thread. The first line of each method that is for that thread alone.</summary>
    [Conditional("DEBUG")]
    internal void AssertOwnThread() => Debug.Assert(Thread.CurrentThread == _thread, $"not the thread '{_threadName}'");

    private void Loop()
    {
        _control?.Arrive();
        NoMemory.Insist(s_prepare, this);
        while (RunNextTenant())
        {
        }

        Lease.Release();
        Pool.Threads.Exited(this);
        _control?.Leave();
    }

    // All that the thread needs of its own, before a baton comes to it: its first look at a static field of its own allocates that field.
    private void PrepareThread()
    {
        DefaultContext = ExecutionContext.Capture()!;
        ThreadNumber = SystemLocks.CurrentThread;
        ThreadSlots.Prepare();
        RunsFor.OfPool = this;
        Slot = ParkingSlot.TryGetOwn();
        StackMemory.Prepare();
        Pool.Threads.Enter(this);
    }

    // A method of its own, so that no local variable keeps the tenant alive while the thread waits for the next.
    private bool RunNextTenant()
    {
        Tenant? tenant = TakeTenant();
        if (tenant is null)
        {
            return false;
        }

        _since = Environment.TickCount64;
        Host(tenant);
        if (_control is not null)
        {
            SynchronizationContext.SetSynchronizationContext(_control.Run.Context);
        }

        tenant.Run(this);
        Volatile.Write(ref _tenant, null);
        CleanUp();
        return true;
    }

    /// <summary>Worker's thread: the tenant has brought another, which is the thread's tenant from here on.</summary>
    internal void Host(Tenant tenant)
    {
        AssertOwnThread();
        Volatile.Write(ref _tenant, tenant);
        if (tenant.ThreadLabel is { } label)
        {
            TrySetName(_threadName, label);
        }
    }

    // Without memory the thread keeps the name that it has.
    private void TrySetName(string name, string? label)
    {
        try
        {
            _thread.Name = label is null ? name : $"{name}: {label}";
        }
        catch (Exception e) when (NoMemory.Is(e))
        {
            // see above
        }
    }

    private Tenant? TakeTenant()
    {
        AssertOwnThread();
        _control?.BeIdle();
        int timeout = Pool.Threads.IdleTimeoutMilliseconds;
        bool givesBack = timeout is < 0 or > StackIsKeptFor;
        while (true)
        {
            bool taken = _inbox.TryTake(givesBack ? StackIsKeptFor : timeout, Lease, ref _inboxTuner, out Tenant? tenant);
            DropPendingInterrupt();
            if (taken)
            {
                return tenant;
            }

            if (givesBack)
            {
                givesBack = false;
                timeout = timeout < 0 ? timeout : timeout - StackIsKeptFor;
                StackMemory.GiveBack();
                continue;
            }

            if (Pool.Threads.TryRetire(this, out bool isKept))
            {
                return null;
            }

            timeout = Pool.Threads.IdleTimeoutMilliseconds;
            timeout = isKept ? Math.Max(timeout, KeptThreadLooksAgainAfter) : timeout;
        }
    }

    /// <summary>
    /// Nothing of a tenant survives into the next. <see cref="ExecutionContext.Run"/>, in which the tenant ran, has put back the
    /// synchronization context and what flows with the execution context: AsyncLocal values, cultures, principal, activity.
    /// </summary>
    private void CleanUp()
    {
        AssertOwnThread();
        RunsFor.Told = null;
        if (!ReferenceEquals(_thread.Name, _threadName))
        {
            DropPendingInterrupt(); // before the lock of the name
            TrySetName(_threadName, label: null);
        }

        if (_thread.Priority != ThreadPriority.Normal)
        {
            _thread.Priority = ThreadPriority.Normal;
        }

        if (!_thread.IsBackground)
        {
            _thread.IsBackground = true;
        }
    }

    /// <summary>
    /// Worker's thread, without a tenant: takes a pending interrupt away. It was meant for the last tenant, and came too late to end one of
    /// that tenant's waits. It would end the first wait of the next tenant, or one of the pool's own.
    /// </summary>
    internal static void DropPendingInterrupt() => Uninterrupted.TakePendingInterrupt();
}
