using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Baton;

/// <summary>
/// What a thread that is parked, or blocks in a frame, tells of itself: its stack, the trace that it is in, and the lock that it waits for.
/// </summary>
/// <remarks>
/// The thread that is asked writes all, then the outcome, then releases. Whoever has asked reads the rest only when the outcome is
/// <see cref="PhotoOutcome.Taken"/>.
/// </remarks>
/// <param name="withLines">Are files and lines wanted? That takes twice the time.</param>
/// <param name="owners">Who tells of locks. Null: nobody.</param>
[SuppressMessage("Design", "CA1001", Justification = "The semaphore has no wait handle: there is nothing to dispose.")]
internal sealed class Photo(bool withLines, LockOwners? owners) : Pose
{
    /// <summary>In bytes: a thread that has less left of its stack takes no photo, which needs some 25 KB.</summary>
    private const int StackNeeded = 48 * 1024;

    private readonly SemaphoreSlim _answered = new(0, 1);
    private int _outcome;           // a PhotoOutcome; from Pending once, by compare-exchange
    private StackTrace? _stack;     // the thread that is asked, before the outcome; also all below
    private ActivityTraceId _trace; // default: none
    private ActivitySpanId _span;   // of _trace
    private LockSeen? _lock;        // null: none, or not known
    private int _threadNumber;      // the system's; 0: not known
    private long _takenAt;          // by Stopwatch

    internal PhotoOutcome Outcome => (PhotoOutcome)Volatile.Read(ref _outcome);

    /// <summary>The whole stack, Baton's own frames among it: see <see cref="PhotoFrames"/>. Null: there is no photo.</summary>
    internal StackTrace? Stack => IsTaken ? _stack : null;

    /// <summary>The trace of the thread's activity, as 32 digits. Null: there is none, or it has no such trace.</summary>
    internal string? TraceId => IsTaken && _trace != default ? _trace.ToHexString() : null;

    /// <summary>The span of that activity, as 16 digits. Null: as <see cref="TraceId"/>.</summary>
    internal string? SpanId => IsTaken && _trace != default ? _span.ToHexString() : null;

    /// <summary>The lock that the thread waits for. Null: none, or it is not known.</summary>
    internal LockSeen? Lock => IsTaken ? _lock : null;

    /// <summary>The system's number of the thread. 0: not known.</summary>
    internal int OSThreadId => IsTaken ? _threadNumber : 0;

    /// <summary>When it was taken, by <see cref="Stopwatch"/>. 0: there is no photo.</summary>
    internal long TakenAt => IsTaken ? _takenAt : 0;

    private bool IsTaken => Outcome == PhotoOutcome.Taken;

    /// <summary>In place of a photo that came too late: the thread has gone on.</summary>
    internal static Photo OfNone()
    {
        Photo none = new(withLines: false, owners: null);
        none.GiveUp(PhotoOutcome.Missed);
        return none;
    }

    internal override void Miss() => End(PhotoOutcome.Missed);

    /// <summary>Whoever has asked: waits for the answer. An interrupt stays pending.</summary>
    /// <returns>False: it has not come in so many milliseconds.</returns>
    internal bool TryWait(int milliseconds)
    {
        StrongBox<bool> hasCome = new();
        Uninterrupted.Run(
            static wait => wait.hasCome.Value = wait._answered.Wait(wait.milliseconds), (hasCome, _answered, milliseconds));
        return hasCome.Value;
    }

    /// <summary>Whoever has asked, or would ask: there will be no photo. No effect if there is one by now.</summary>
    internal void GiveUp(PhotoOutcome outcome) => TryEnd(outcome);

    [MethodImpl(MethodImplOptions.NoInlining)]
    protected override void TakeHere()
    {
        if (Outcome != PhotoOutcome.Pending || !HasStack())
        {
            Miss();
            return;
        }

        if (Activity.Current is { IdFormat: ActivityIdFormat.W3C } activity)
        {
            (_trace, _span) = (activity.TraceId, activity.SpanId);
        }

        _threadNumber = SystemLocks.CurrentThread;
        _lock = owners?.See();
        _stack = new StackTrace(withLines);
        _takenAt = Stopwatch.GetTimestamp();
        End(PhotoOutcome.Taken);
    }

    // The runtime's own measure is for code of any kind, and would refuse every photo on a small stack.
    private static bool HasStack() => RuntimeHelpers.TryEnsureSufficientExecutionStack() || StackMemory.Left() >= StackNeeded;

    private void End(PhotoOutcome outcome)
    {
        if (TryEnd(outcome))
        {
            Uninterrupted.Run(static answered => answered.Release(), _answered);
        }
    }

    private bool TryEnd(PhotoOutcome outcome) =>
        Interlocked.CompareExchange(ref _outcome, (int)outcome, (int)PhotoOutcome.Pending) == (int)PhotoOutcome.Pending;
}
