using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Baton;

/// <summary>A coroutine without its type arguments: identity, claim and end.</summary>
/// <remarks>
/// The user's handle refers to the core. The core never refers to the handle, which the thread of a suspended body must not keep alive.
/// </remarks>
[StackTraceHidden]
internal abstract class CoroutineCore : Tenant
{
    /// <summary>So many signals to stop a body gets before its quarantine. CoroutineCanceledException's remarks have it too.</summary>
    internal const int MaxSignals = 100;

    internal const string RootMethod = nameof(RunBody); // at the bottom of a body's stack

    private static readonly ContextCallback s_runBody = [StackTraceHidden] static (core) => ((CoroutineCore)core!).RunBody();
    private static long s_lastId;               // the last Id that was given; interlocked

    private ExecutionContext? _context = ExecutionContext.Capture(); // taken by the body's thread, or forgotten by who ends it unrun
    private ToldThread? _told = ToldThread.Copy(); // as _context
    private CoroutineClaim _claim;      // the status, with a table of all its changes
    private bool _unwinding;            // is the body being unwound? claimant, once; published by the pass of the signal
    private volatile bool _dropped;     // is it unwound with no caller of Dispose? finalizer's or body's thread, once, under the claim
    private BodyDriver _driver;         // for which driver the body runs; claimant and body's thread, by its notes
    private BodyResumer _resumer;       // who waits for the body; claimant, by its notes
    private int _signals;               // signals to stop that the body was given; holder of the baton, published by the pass

    protected CoroutineCore(CoroutineOptions? options)
    {
        Options = new CoroutineSettings(options ?? CoroutineOptions.Default);
        Name = Options.Name;
        Id = Interlocked.Increment(ref s_lastId);
    }

    /// <summary>The coroutine whose body the calling thread runs. Null: none.</summary>
    internal static CoroutineCore? Current => Unsafe.As<CoroutineCore?>(RunsFor.Body); // a cast would cost nanoseconds in every suspension

    /// <summary>The last resumer's driver, for which the body runs; its awaits suspend it. Claimant, published by its pass.</summary>
    internal Driver? Driver => _driver.Driver;

    /// <summary>The innermost block that is open in the body. Null: none. Body's thread, published by its pass.</summary>
    internal OpenBlock? OpenBlock { get; set; }

    /// <summary>Who waits for the body. Claimant, at both ends of its step; body's thread meanwhile.</summary>
    internal ref readonly BodyResumer Resumer => ref _resumer;
    protected void NoteToldInStep() => _resumer.NoteTold(_unwinding); // body's thread, before it hands back
    internal Driver? NamedDriver => _claim.IsNamed ? Driver : null; // any thread: that of the claim, once the claimant has named it
    internal long Id { get; }
    internal string? Name { get; }
    internal CoroutineStatus Status => _claim.Status;
    internal bool IsEnded => Status >= CoroutineStatus.Finished;

    /// <summary>Has the ended coroutine been disposed or unwound? Disposer, or claimant, which has yet to end its claim; once.</summary>
    internal bool IsDisposed { get; private protected set; }

    /// <summary>Is the body being unwound, or has it been?</summary>
    internal bool IsUnwinding => _unwinding;

    /// <summary>Is the caller the coroutine's own clean-up? Clean-up need not dispose the coroutine once more.</summary>
    internal bool IsInOwnCleanUp => Current == this && _unwinding;

    internal override string? ThreadLabel => Name;
    internal override int StackSize => Options.StackSize;
    internal override bool WantsFreshThread => Options.FreshThread;
    internal override bool IsCoroutine => true;
    internal override bool IsStartedWithBaton => true;

    /// <summary>The yielder that the body was given. The ambient suspend looks for it.</summary>
    internal abstract object? AmbientYielder { get; }

    /// <summary>The type arguments that the ambient suspend must be called with, as code names them.</summary>
    internal abstract string TypesToSuspend { get; }

    /// <summary>The defaults once the coroutine has ended, since a handle must not keep the pool. Written by who calls Forget.</summary>
    private protected CoroutineSettings Options { get; set; }

    /// <summary>What the body threw. Body's thread, at its end, published by its last pass; cleared by the claimant.</summary>
    protected Exception? Fault { get; set; }

    /// <summary>The regions where suspension is forbidden now, innermost last. Null or empty: none. Body's thread.</summary>
    internal Stack<string>? NoSuspend { get; set; }

    /// <summary>The name by which the body is shown if it was given none. Null: none is known. Any thread.</summary>
    internal virtual string? BodyName => null;

    private protected virtual CoroutineRefusals Refusals => CoroutineRefusals.Plain; // the messages for what it must refuse

    public override string ToString() => (Name ?? BodyName) is { } name ? $"{Refusals.Kind} '{name}' (#{Id})" : $"{Refusals.Kind} #{Id}";

    /// <summary>Sets the coroutine whose body the calling thread runs. Null: none. Returns the previous one.</summary>
    internal static CoroutineCore? Enter(CoroutineCore? coroutine)
    {
        CoroutineCore? before = Current;
        RunsFor.Body = coroutine;
        return before;
    }

    /// <summary>The refusal for callers that know that a step is under way.</summary>
    internal InvalidOperationException Busy() => Refusals.Busy(this, Status);

    /// <summary>Makes the calling thread the claimant.</summary>
    /// <param name="from">Created or Suspended, when the claim succeeded; otherwise the status of the ended coroutine.</param>
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

    /// <summary>As <see cref="TryClaim"/>, but a coroutine that has ended is an error.</summary>
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

    /// <summary>What <c>Dispose</c> of every handle does.</summary>
    internal void Dispose()
    {
        while (!IsDisposed || !IsEnded) // the claimant writes the former first
        {
            CoroutineStatus status = Status;
            if (IsInOwnCleanUp || _dropped)
            {
                return; // the unwinding is under way: the caller is its clean-up, or an owner's finalizer that runs after the handle's
            }

            if (status is CoroutineStatus.Running or CoroutineStatus.Resuming)
            {
                throw Refusals.Busy(this, status);
            }

            if (status == CoroutineStatus.Suspended)
            {
                TryUnwind();
            }
            else if (status == CoroutineStatus.Created && _claim.TryCancelCreated())
            {
                Forget(); // nobody else has anything to do with it any more
                IsDisposed = true;
            }
            else if (status >= CoroutineStatus.Finished)
            {
                IsDisposed = true;
            }
        }
    }

    /// <summary>
    /// Claimant, or the disposer of a new coroutine: the body has ended, or never runs. Forgets what only the body needs, for users may
    /// keep the handle. Throws nothing.
    /// </summary>
    protected virtual void Forget()
    {
        _context = null;
        _told = null;
        Options = new CoroutineSettings(CoroutineOptions.Default);
    }

    /// <summary>Unwinds the suspended body and waits for it, within the unwind timeout. No effect when the claim fails.</summary>
    protected abstract void TryUnwind();

    /// <summary>The finalizer of the dropped handle: starts the unwinding and does not wait.</summary>
    /// <returns>False when the coroutine is busy. So a user still has the handle, and the finalizer must look again later.</returns>
    internal abstract bool TryUnwindDropped();

    /// <summary>Claimant: the body is about to be unwound, although no caller of Dispose waits.</summary>
    protected void MarkDropped()
    {
        AssertClaimant();
        _dropped = true;
    }

    /// <summary>Claimant, before it passes the signal. Does not fail: the signal is made before the claim.</summary>
    protected virtual void BeginUnwinding()
    {
        AssertClaimant();
        _unwinding = true;
        _signals++;
    }

    /// <summary>
    /// Claimant, before it passes the signal of the consumer's token to the body. That signal need not end the body. Does not fail: the
    /// signal is made before the claim.
    /// </summary>
    internal void BeginCanceling()
    {
        AssertClaimant();
        _signals++;
    }

    /// <summary>Runs the body in the context captured at creation. The thread has its own context again when this returns.</summary>
    protected void RunInContext(Worker worker)
    {
        Debug.Assert(Current is null, "a worker runs one body at a time");
        RunsFor.Body = this; // a thread's first look at its own static fields allocates them
        ExecutionContext context = _context ?? worker.DefaultContext;
        _context = null; // what ends is not kept alive by a handle
        ToldThread.Begin(_told);
        _told = null;
        ExecutionContext.Run(context, s_runBody, this);
        RunsFor.Body = null;
    }

    protected abstract void RunBody();

    /// <summary>Claimant, before it passes the baton: sets the driver for which the body runs until it suspends.</summary>
    internal void DriveFor(DriverLink? driver)
    {
        _driver.Set(driver);
        _claim.Name();
    }

    /// <summary>Body's thread, when it has taken the baton: sees to it that the driver learns of blocking calls.</summary>
    protected void FollowDriver()
    {
        AssertInside();
        _driver.Follow();
    }

    /// <summary>Body's thread, at the start of every suspend.</summary>
    /// <exception cref="InvalidOperationException">Not in the body, or in a region that must not suspend.</exception>
    /// <exception cref="CoroutineCanceledException">The body is being unwound, and has swallowed the signal.</exception>
    protected void EnterSuspend()
    {
        if (Current != this)
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
            GivingUp.Throw(new CoroutineCanceledException(this));
        }
    }

    /// <summary>Body's thread, before the body is given one more signal to stop. Does not return after the last one.</summary>
    protected void CountSignal()
    {
        AssertInside();
        if (_signals++ >= MaxSignals)
        {
            GiveUp(null, "its body swallowed the signal to unwind 100 times");
        }
    }

    /// <summary>Claimant, before it passes the baton: notes that its thread waits for the body.</summary>
    protected CoroutineCore? EnterResume() => _resumer.Enter();

    /// <summary>Claimant, when its thread waits no more.</summary>
    /// <param name="parent">What <see cref="EnterResume"/> has returned.</param>
    protected void LeaveResume(CoroutineCore? parent) => _resumer.Leave(parent);

    /// <summary>Body's thread: passes the baton although the body has not ended, and never returns.</summary>
    internal abstract void GiveUp(Exception? exception, string reason);

    /// <summary>In debug builds: the calling thread has the claim from now on.</summary>
    [Conditional("DEBUG")]
    internal void NoteClaimant() => _claim.NoteClaimant();

    [Conditional("DEBUG")]
    internal void AssertClaimant() => _claim.AssertClaimant();

    [Conditional("DEBUG")]
    private void AssertInside() => Debug.Assert(Current == this, "the calling code is not in the body");
}
