namespace Baton.Testing;

/// <summary>What a strand is, does and waits for, as reports and choices need it. Belongs to the thread that has the turn.</summary>
internal abstract class StrandInfo : TurnTaker
{
    private protected const string ForeignCode = "a lock, a task or an event, in code that is not Baton's";

    /// <summary>What the body of an <c>async</c> test waits for.</summary>
    internal const string TestsTask = "the test's task";

    /// <summary>The number of the strand in this schedule.</summary>
    internal int Number { get; private protected set; }

    /// <summary>What the thread runs: a tenant of a pool, or a name.</summary>
    internal object Tenant { get; private protected set; } = string.Empty;

    /// <summary>What the strand does next. Valid while it is ready or waits.</summary>
    internal PendingOperation Operation { get; private protected set; }

    /// <summary>What the operation is called, as a <see cref="TestScheduler.Point"/>. Null: as its kind says.</summary>
    internal string? Point { get; private protected set; }

    /// <summary>Does <see cref="Point"/> name what the operation is done to?</summary>
    internal bool IsNamed { get; private protected set; }

    /// <summary>Where in the source the last step of code with seams is. Empty: it is none, or that is not told.</summary>
    internal string Place { get; private protected set; } = string.Empty;

    /// <summary>The last step of code with seams, and where it is, for reports. Null: there is none.</summary>
    internal string? LastCall { get; private protected set; }

    /// <summary>What the strand waits for. Completes "waits for". Null: that is not known here.</summary>
    internal string? What { get; private protected set; }

    /// <summary>Has the thread nothing to do?</summary>
    internal bool IsIdle { get; private protected set; } = true;

    /// <summary>Does the strand only look again for what it waits for? Then its steps are no progress for others that look.</summary>
    internal bool IsLooking { get; private protected set; }

    /// <summary>Can the strand go on because a timer has fired, and has not yet?</summary>
    internal bool IsFired { get; private protected set; }

    /// <summary>Does the strand wait until no other can go on?</summary>
    internal bool WaitsForIdle { get; set; }

    /// <summary>Does the strand wait for something that a thread of outside might bring, as for a lock of the system's?</summary>
    internal bool IsInForeignCode => ReferenceEquals(What, ForeignCode);

    /// <summary>Of what code with seams waits for, more than <see cref="What"/> says: a lock. Null: nothing more.</summary>
    internal object? Awaited { get; set; }

    /// <summary>Does the strand wait in code that is not Baton's, or for the task of the test?</summary>
    internal bool WaitsForMore => IsInForeignCode || ReferenceEquals(What, TestsTask);

    /// <summary>Has the strand made a step since it began?</summary>
    internal bool HasStepped { get; private protected set; }

    /// <summary>The strand has given others a chance in another way than by a step.</summary>
    internal void NoteStep() => HasStepped = true;

    /// <summary>What the thread runs has ended. What is cut by the end of the schedule does not count.</summary>
    private protected void NoteEnd()
    {
        if (!IsIdle && Run is TestRun { IsEnding: false } run)
        {
            run.Parts.Started.NoteEnd(Tenant, Name, HasStepped);
        }
    }

    /// <summary>How the strand spins, if it does.</summary>
    internal abstract Looks Looks { get; }

    /// <summary>For reports: no other strand of the schedule has it, but for errands.</summary>
    internal string Name { get; private protected set; } = string.Empty;

    /// <summary>Is the strand a frame that is to begin, and was not yet let?</summary>
    internal bool IsFrameToBegin => Operation.Kind == OperationKind.Begin && Tenant is FrameCore;
}
