using System.Reflection;
using System.Runtime.ExceptionServices;

namespace Baton;

/// <summary>
/// A coroutine without its types: identity, status, and how it ends. The handle that users hold refers to this, never the other
/// way round: the thread of a suspended body keeps its core alive, and must not keep the handle alive.
/// </summary>
/// <remarks>
/// The status is the claim on the baton. Whoever changes it to Running is the resumer, alone, until it has the baton back.
/// <code>
/// from       to          by
/// Created    Running     compare-exchange: the first resumer
/// Created    Canceled    compare-exchange: Dispose
/// Suspended  Running     compare-exchange: Resume, Throw, Dispose, or the dropped handle's finalizer
/// Running    Resuming    the body's thread, while it waits for a coroutine that it resumed; and back
/// Running    Created     the claimant: no thread could be had
/// Running    Suspended, Finished, Faulted, Canceled
///                        the receiver of the baton: the claimant, or the <see cref="BatonReceiver{TIn, TOut}"/> that it left
/// </code>
/// </remarks>
internal abstract partial class CoroutineCore : Tenant
{
    /// <summary>
    /// So often is a body given the signal to stop; one that swallows all of them and suspends once more is quarantined. Also in the
    /// documentation of CoroutineCanceledException.
    /// </summary>
    internal const int MaxSignals = 100;

    [ThreadStatic]
    private static CoroutineCore? s_current;

    private static long s_lastId;

    private readonly ExecutionContext? _context = ExecutionContext.Capture();
    private PaddedInt _status;              // on a line of its own: a body's suspend never touches it
    private bool _disposed;                 // set once, by whoever disposed; read when refusing
    private bool _unwinding;                // claimant, before it passes the signal to unwind; then only read
    private volatile bool _dropped;         // finalizer's thread, once it has the claim
    private Driver? _followed;              // body's thread
    private int _signals;                   // holder of the baton: signals to stop that the body was given
    private int _quarantined;               // interlocked: 1 once reported; both the disposer's clock and the body's count may get there

    protected CoroutineCore(CoroutineOptions? options)
    {
        Options = options ?? CoroutineOptions.Default;
        Id = Interlocked.Increment(ref s_lastId);
    }

    /// <summary>The coroutine whose body the calling thread is running.</summary>
    internal static CoroutineCore? Current => s_current;

    /// <summary>
    /// The frame of a scheduler for which the body runs: that of whoever resumed it last and waits for it. Claimant, before it passes; what the
    /// body awaits suspends that frame.
    /// </summary>
    /// <remarks>
    /// A suspended one keeps the last, which is most often the next. Not if scopes are open in it: others, who have only the status to go by, look for
    /// the frame that runs a scope's block, and between a claim and this they would find the wrong one.
    /// </remarks>
    internal Driver? Driver { get; private protected set; }

    /// <summary>The innermost block that is open in its body; null: none. Body's thread; the claimant reads it when the body has suspended.</summary>
    internal OpenBlock? OpenBlock { get; set; }

    internal long Id { get; }

    internal string? Name => Options.Name;

    internal CoroutineStatus Status => (CoroutineStatus)Volatile.Read(ref _status.Value);

    internal bool IsEnded => Status >= CoroutineStatus.Finished;

    internal override string? ThreadLabel => Options.Name;

    internal override int StackSize => Options.StackSize;

    internal override bool WantsFreshThread => Options.FreshThread;

    internal override bool IsCoroutine => true;

    /// <summary>The yielder that the body was given: what the ambient suspend looks for.</summary>
    internal abstract object? AmbientYielder { get; }

    /// <summary>The types that the ambient suspend must be called with, as code names them.</summary>
    internal abstract string TypesToSuspend { get; }

    protected CoroutineOptions Options { get; }

    /// <summary>What the body threw; under the baton.</summary>
    protected ExceptionDispatchInfo? Fault { get; set; }

    protected bool IsUnwinding => _unwinding;

    /// <summary>Where suspension is forbidden now, innermost last; null or empty: nowhere. Body's thread.</summary>
    internal Stack<string>? NoSuspend { get; set; }

    /// <summary>Is it the body's own clean-up that asks? To dispose the coroutine once more has then no effect: that is under way.</summary>
    internal bool IsInOwnCleanUp => Current == this && IsUnwinding;

    public override string ToString() => Name is null ? $"Coroutine #{Id}" : $"Coroutine '{Name}' (#{Id})";

    /// <summary>Makes another coroutine, or none, the one that the calling thread runs. Returns the one before.</summary>
    internal static CoroutineCore? Enter(CoroutineCore? coroutine)
    {
        CoroutineCore? before = s_current;
        s_current = coroutine;
        return before;
    }

    /// <summary>Becomes the resumer.</summary>
    /// <param name="from">Created or Suspended, when it succeeded; otherwise the ended status.</param>
    /// <returns>False when the coroutine has ended.</returns>
    /// <exception cref="InvalidOperationException">It is running, or waits for one that it resumed: somebody else is its resumer.</exception>
    internal bool TryClaim(out CoroutineStatus from)
    {
        while (true)
        {
            from = Status;
            if (from >= CoroutineStatus.Finished)
            {
                return false;
            }

            if (from > CoroutineStatus.Suspended)
            {
                throw Busy(from);
            }

            if (TryChange(from, CoroutineStatus.Running))
            {
                return true;
            }
        }
    }

    /// <summary>As <see cref="TryClaim"/>, for those who need one that has not ended.</summary>
    internal CoroutineStatus Claim() => TryClaim(out CoroutineStatus from) ? from : throw Over(from);

    /// <summary>Claimant of a new coroutine: ends it without running it.</summary>
    internal void CancelCreated() => Publish(CoroutineStatus.Canceled);

    protected bool TryChange(CoroutineStatus from, CoroutineStatus to) =>
        Interlocked.CompareExchange(ref _status.Value, (int)to, (int)from) == (int)from;

    /// <summary>By the holder of the claim only: it ends the claim.</summary>
    protected void Publish(CoroutineStatus status) => Volatile.Write(ref _status.Value, (int)status);

    /// <summary>By the body's own thread, around its wait for another coroutine.</summary>
    internal void MarkResuming(bool on)
    {
        (CoroutineStatus from, CoroutineStatus to) = on
            ? (CoroutineStatus.Running, CoroutineStatus.Resuming)
            : (CoroutineStatus.Resuming, CoroutineStatus.Running);
        if (_unwinding)
        {
            TryChange(from, to); // not for sure: the disposer may have given up on this body and published Canceled, which is final
        }
        else
        {
            Publish(to);
        }
    }

    /// <summary>What <c>Dispose</c> does, whatever the types.</summary>
    internal void Dispose()
    {
        while (!_disposed)
        {
            CoroutineStatus status = Status;
            if (IsInOwnCleanUp || _dropped)
            {
                return; // under way: by its own clean-up once more, or by an owner's finalizer after the handle's own
            }

            if (status is CoroutineStatus.Running or CoroutineStatus.Resuming)
            {
                throw Busy(status);
            }

            if (status == CoroutineStatus.Suspended && TryChange(status, CoroutineStatus.Running))
            {
                Unwind();
            }
            else if (status >= CoroutineStatus.Finished || (status == CoroutineStatus.Created && TryChange(status, CoroutineStatus.Canceled)))
            {
                MarkDisposed();
            }
        }
    }

    /// <summary>Claimant: unwinds the suspended body and waits for it, within the unwind timeout.</summary>
    protected abstract void Unwind();

    /// <summary>The finalizer of the dropped handle: starts the unwinding and does not wait.</summary>
    /// <returns>False when the coroutine is busy, so that there must be a user after all: look again later.</returns>
    internal abstract bool TryUnwindDropped();

    protected void MarkDisposed() => _disposed = true;

    protected void MarkDropped() => _dropped = true;

    /// <summary>Claimant, before it passes the signal.</summary>
    protected CoroutineCanceledException BeginUnwinding()
    {
        _unwinding = true;
        _signals++;
        return new CoroutineCanceledException(this);
    }

    /// <summary>Claimant of a suspended body, before it passes the signal: one of the consumer's token, which need not end the body.</summary>
    internal OperationCanceledException BeginCanceling(CancellationToken token)
    {
        _signals++;
        return new OperationCanceledException(token);
    }

    /// <summary>Runs the body in the context captured at creation; the pooled thread's own is back when this returns.</summary>
    protected void RunInContext(Worker worker)
    {
        s_current = this;
        ExecutionContext.Run(_context ?? worker.DefaultContext, static core => ((CoroutineCore)core!).RunBody(), this);
        s_current = null;
    }

    protected abstract void RunBody();

    /// <summary>Claimant, before it passes: for which frame the body runs until it suspends.</summary>
    protected void DriveFor(Driver? driver)
    {
        if (Driver != driver)
        {
            Driver = driver; // not written for nothing: the body's processor has the line
        }
    }

    /// <summary>Body's thread, when it has the baton: blocking calls are for the frame to hear of that it runs for.</summary>
    protected void FollowDriver()
    {
        if (_followed == Driver)
        {
            return;
        }

        _followed = Driver;
        if (SynchronizationContext.Current is null or DriverContext)
        {
            SynchronizationContext.SetSynchronizationContext(Driver?.Context);
        }
    }

    /// <summary>Body's thread, first thing in every suspend.</summary>
    /// <exception cref="InvalidOperationException">Not the body's thread.</exception>
    /// <exception cref="CoroutineCanceledException">It is being unwound, and swallowed the signal.</exception>
    protected void EnterSuspend()
    {
        if (s_current != this)
        {
            throw NotInside();
        }

        if (NoSuspend is { Count: > 0 } regions)
        {
            throw NoSuspendRegion.Broken(this, regions.Peek());
        }

        if (_unwinding)
        {
            CountSignal();
            throw new CoroutineCanceledException(this);
        }
    }

    /// <summary>Body's thread, before it is given one more signal to stop. Does not return when it has swallowed them all.</summary>
    protected void CountSignal()
    {
        if (_signals++ >= MaxSignals)
        {
            ReportQuarantine($"its body swallowed the signal to unwind {MaxSignals} times");
            GiveUpBody();
            while (true)
            {
                try
                {
                    Thread.Sleep(Timeout.Infinite);
                }
                catch (ThreadInterruptedException)
                {
                    // nothing can be done with this thread any more
                }
            }
        }
    }

    /// <summary>A coroutine is quarantined once, however many reasons it gives.</summary>
    protected void ReportQuarantine(string reason)
    {
        if (Interlocked.Exchange(ref _quarantined, 1) == 0)
        {
            Telemetry.Quarantined(this, reason);
        }
    }

    /// <summary>Body's thread: gives the baton back, for good, without having ended.</summary>
    protected abstract void GiveUpBody();

    /// <summary>
    /// Is it the signal to unwind, and no failure of clean-up? Some frames of .NET wrap whatever comes out of the code they call: a
    /// reflective invoke, a static constructor, a sort's comparer, a wait for the task of an async method that the signal went through. A
    /// signal that passed through those is still the signal.
    /// </summary>
    internal bool IsOwnSignal(Exception exception) => _unwinding && exception switch
    {
        CoroutineCanceledException signal => signal.CoroutineId == Id,
        TargetInvocationException or TypeInitializationException => IsWrappedSignal(exception),
        AggregateException { InnerExceptions.Count: 1 } => IsWrappedSignal(exception),
        TaskCanceledException { Task: { IsCanceled: true } task } => IsCanceledBySignal(task),
        InvalidOperationException => exception.GetType() == typeof(InvalidOperationException) && IsWrappedSignal(exception),
        _ => false,
    };

    private bool IsWrappedSignal(Exception wrapper) => wrapper.InnerException is { } inner && IsOwnSignal(inner);

    // Result and Wait tell of a canceled task by an exception of their own; the task still has the one that canceled it.
    private bool IsCanceledBySignal(Task task)
    {
        try
        {
            task.GetAwaiter().GetResult();
            return false;
        }
        catch (OperationCanceledException e)
        {
            return e is CoroutineCanceledException signal && signal.CoroutineId == Id;
        }
    }
}
