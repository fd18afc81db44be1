using System.Diagnostics;
using System.Runtime.ExceptionServices;

namespace Baton;

/// <summary>A coroutine without its types: identity, claim and end.</summary>
/// <remarks>
/// The handle that users hold refers to the core, never the other way round. The thread of a suspended body keeps the core alive, and must
/// not keep the handle alive.
/// </remarks>
internal abstract class CoroutineCore : Tenant
{
    /// <summary>Signals to stop that a body is given before it is quarantined. Also told in CoroutineCanceledException's remarks.</summary>
    internal const int MaxSignals = 100;

    internal const string RootMethod = nameof(RunBody); // at the bottom of a body's stack

    [ThreadStatic]
    private static CoroutineCore? s_current;    // the coroutine whose body the thread runs; that thread alone

    private static long s_lastId;               // the number given last; interlocked

    private readonly ExecutionContext? _context = ExecutionContext.Capture();
    private CoroutineClaim _claim;      // the status, with a table of all its changes
    private bool _unwinding;            // is the body being unwound? claimant, once; published by the pass of the signal
    private volatile bool _dropped;     // was the handle dropped? finalizer's thread, once, under the claim
    private Driver? _followed;          // the driver that the body's thread followed last; that thread alone
    private int _signals;               // signals to stop that the body was given; holder of the baton, published by its pass
    private int _quarantined;           // 1: reported as quarantined; interlocked, as both the clock and the body's count may report it

    protected CoroutineCore(CoroutineOptions? options)
    {
        Options = options ?? CoroutineOptions.Default;
        Id = Interlocked.Increment(ref s_lastId);
    }

    /// <summary>The coroutine whose body the calling thread runs; null: none.</summary>
    internal static CoroutineCore? Current => s_current;

    /// <summary>
    /// The driver for which the body runs: that of the last resumer, which waits for the body. What the body awaits suspends the driver.
    /// Claimant, before it passes the baton, which publishes it.
    /// </summary>
    /// <remarks>
    /// A suspended coroutine keeps its last driver, which is most often the next; with scopes open in its body it keeps none. Other threads
    /// find the frame of a scope's block by the status alone: between a claim and this change they would find the wrong one.
    /// </remarks>
    internal Driver? Driver { get; private protected set; }

    /// <summary>The innermost block that is open in its body; null: none. Body's thread; published by its hand-back.</summary>
    internal OpenBlock? OpenBlock { get; set; }

    /// <summary>The coroutine whose body has resumed this one, and waits for it; null: none. Claimant, at both ends of its step.</summary>
    internal CoroutineCore? Parent { get; private protected set; }

    internal long Id { get; }

    internal string? Name => Options.Name;

    internal CoroutineStatus Status => _claim.Status;
    internal bool IsEnded => Status >= CoroutineStatus.Finished;

    /// <summary>Has the coroutine been disposed, or unwound? The disposer or the claimant, once.</summary>
    internal bool IsDisposed { get; private protected set; }

    /// <summary>Is the body being unwound, or has it been?</summary>
    internal bool IsUnwinding => _unwinding;

    /// <summary>Does the coroutine's own clean-up ask? It need not dispose the coroutine once more.</summary>
    internal bool IsInOwnCleanUp => s_current == this && _unwinding;

    internal override string? ThreadLabel => Options.Name;
    internal override int StackSize => Options.StackSize;
    internal override bool WantsFreshThread => Options.FreshThread;
    internal override bool IsCoroutine => true;

    /// <summary>The yielder that the body was given: what the ambient suspend looks for.</summary>
    internal abstract object? AmbientYielder { get; }

    /// <summary>The types that the ambient suspend must be called with, as code names them.</summary>
    internal abstract string TypesToSuspend { get; }

    protected CoroutineOptions Options { get; }

    /// <summary>What the body threw. Body's thread, at its end; published by the last hand-back. Then the claimant takes it.</summary>
    protected ExceptionDispatchInfo? Fault { get; set; }

    /// <summary>Where suspension is forbidden now, innermost last; null or empty: nowhere. Body's thread.</summary>
    internal Stack<string>? NoSuspend { get; set; }

    /// <summary>The words that refuse what cannot be.</summary>
    private protected virtual CoroutineRefusals Refusals => CoroutineRefusals.Plain;

    public override string ToString() => Name is null ? $"Coroutine #{Id}" : $"Coroutine '{Name}' (#{Id})";

    /// <summary>Makes another coroutine, or none, the coroutine whose body the calling thread runs. Returns the one before.</summary>
    internal static CoroutineCore? Enter(CoroutineCore? coroutine)
    {
        CoroutineCore? before = s_current;
        s_current = coroutine;
        return before;
    }

    /// <summary>For callers that know that a step is under way.</summary>
    internal InvalidOperationException Busy() => Refusals.Busy(this, Status);

    /// <summary>Makes the calling thread the claimant.</summary>
    /// <param name="from">Created or Suspended, when it succeeded; otherwise the ended status.</param>
    /// <returns>False when the coroutine has ended.</returns>
    /// <exception cref="InvalidOperationException">There is another claimant.</exception>
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
                throw Refusals.Busy(this, from);
            }

            if (TryClaimFrom(from))
            {
                return true;
            }
        }
    }

    /// <summary>As <see cref="TryClaim"/>, for callers that need a coroutine that has not ended.</summary>
    internal CoroutineStatus Claim() => TryClaim(out CoroutineStatus from) ? from : throw CoroutineRefusals.Over(this, from);

    /// <summary>Makes the calling thread the claimant, if the status, Created or Suspended, is still <paramref name="from"/>.</summary>
    protected bool TryClaimFrom(CoroutineStatus from) => _claim.TryTake(from);

    /// <summary>Claimant: ends the claim, and publishes all that it has written.</summary>
    internal void EndClaim(CoroutineStatus to) => _claim.End(to);

    /// <summary>Body's thread, before and after it waits for another coroutine.</summary>
    internal void MarkResuming(bool on)
    {
        AssertInside();
        _claim.MarkResuming(on, _unwinding);
    }

    /// <summary>What <c>Dispose</c> does, whatever the types.</summary>
    internal void Dispose()
    {
        while (!IsDisposed)
        {
            CoroutineStatus status = Status;
            if (IsInOwnCleanUp || _dropped)
            {
                return; // under way: its own clean-up disposes it once more, or an owner's finalizer does so after the handle's own
            }

            if (status is CoroutineStatus.Running or CoroutineStatus.Resuming)
            {
                throw Refusals.Busy(this, status);
            }

            if (status == CoroutineStatus.Suspended && TryClaimFrom(status))
            {
                Unwind();
            }
            else if (status >= CoroutineStatus.Finished || (status == CoroutineStatus.Created && _claim.TryCancelCreated()))
            {
                IsDisposed = true;
            }
        }
    }

    /// <summary>Claimant: unwinds the suspended body and waits for it, within the unwind timeout.</summary>
    protected abstract void Unwind();

    /// <summary>The finalizer of the dropped handle: starts the unwinding and does not wait.</summary>
    /// <returns>False when the coroutine is busy, so that there must be a user after all: look again later.</returns>
    internal abstract bool TryUnwindDropped();

    /// <summary>Claimant: the handle is gone.</summary>
    protected void MarkDropped()
    {
        AssertClaimant();
        _dropped = true;
    }

    /// <summary>Claimant, before it passes the signal.</summary>
    protected CoroutineCanceledException BeginUnwinding()
    {
        AssertClaimant();
        CoroutineCanceledException signal = new(this);
        _unwinding = true;
        _signals++;
        return signal;
    }

    /// <summary>Claimant of a suspended body, before it passes the signal of the consumer's token, which need not end the body.</summary>
    internal OperationCanceledException BeginCanceling(CancellationToken token)
    {
        AssertClaimant();
        OperationCanceledException signal = new(token);
        _signals++;
        return signal;
    }

    /// <summary>Runs the body in the context captured at creation; the pooled thread's own is back when this returns.</summary>
    protected void RunInContext(Worker worker)
    {
        Debug.Assert(s_current is null, "a worker runs one body at a time");
        s_current = this;
        ExecutionContext.Run(_context ?? worker.DefaultContext, static core => ((CoroutineCore)core!).RunBody(), this);
        s_current = null;
    }

    protected abstract void RunBody();

    /// <summary>Claimant, before it passes the baton: the driver for which the body runs until it suspends.</summary>
    protected void DriveFor(Driver? driver)
    {
        AssertClaimant();
        if (Driver != driver)
        {
            Driver = driver; // not written for nothing: the body's processor has the line
        }
    }

    /// <summary>Body's thread, when it has taken the baton: the driver is told of blocking calls.</summary>
    protected void FollowDriver()
    {
        AssertInside();
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
    /// <exception cref="InvalidOperationException">Not the body's thread; or a region that must not suspend.</exception>
    /// <exception cref="CoroutineCanceledException">The body is being unwound, and has swallowed the signal.</exception>
    protected void EnterSuspend()
    {
        if (s_current != this)
        {
            throw CoroutineRefusals.NotInside(this);
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

    /// <summary>Body's thread, before it is given one more signal to stop. Does not return when the body has swallowed all.</summary>
    protected void CountSignal()
    {
        AssertInside();
        if (_signals++ >= MaxSignals)
        {
            ReportQuarantine($"its body swallowed the signal to unwind {MaxSignals} times");
            GiveUpBody();
        }
    }

    // A coroutine is quarantined once, however many reasons there are.
    protected void ReportQuarantine(string reason)
    {
        if (Interlocked.Exchange(ref _quarantined, 1) == 0)
        {
            Telemetry.Quarantined(this, reason);
        }
    }

    /// <summary>Body's thread: hands the baton back without having ended, and never returns.</summary>
    protected abstract void GiveUpBody();

    /// <summary>In debug builds: the claim is the calling thread's from now on.</summary>
    [Conditional("DEBUG")]
    internal void NoteClaimant() => _claim.NoteClaimant();

    [Conditional("DEBUG")]
    internal void AssertClaimant() => _claim.AssertClaimant();

    [Conditional("DEBUG")]
    private void AssertInside() => Debug.Assert(s_current == this, "the calling code is not in the body");
}
