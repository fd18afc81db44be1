using System.Runtime.CompilerServices;
using Baton.Testing;

namespace Baton;

/// <summary>
/// A thread that a run of a test controls. Of all threads of a run exactly one has the turn; the others sleep. A thread gives the turn up
/// where it would sleep anyway, and before what it does becomes visible to others.
/// </summary>
/// <remarks>
/// This is all that the library knows of such runs. Where no run exists, which is always so in production, each question costs one read of
/// a static field. What a method does not say is called by the thread itself, which has the turn, and has it again when the method returns.
/// </remarks>
internal abstract class ControlledThread
{
    private static int s_runs; // how many runs there are in the process; interlocked

    /// <summary>The calling thread's own. Null: no run controls it.</summary>
    [ThreadStatic]
    private static ControlledThread? s_current;

    /// <summary>The calling thread. Null: no run controls it.</summary>
    internal static ControlledThread? Current
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => s_runs == 0 ? null : s_current;
    }

    /// <summary>See <see cref="ThreadSlots"/>.</summary>
    internal static void LookFirst() => GC.KeepAlive(s_current);

    /// <summary>The run of the calling thread. Null: it is of none.</summary>
    internal static ControlledRun? CurrentRun => Current?.Run;

    internal abstract ControlledRun Run { get; }

    /// <summary>For the waits of this thread for tasks.</summary>
    internal TaskLook TasksAwaited { get; } = new();

    /// <summary>The tasks that the thread waits for, for reports. Null: it waits for none, or that is not known.</summary>
    internal Task[]? AwaitedTasks { get; set; }

    /// <summary>
    /// Any thread, at the first line of what others may see: in a run another thread may go first. It runs no foreign code but a strategy.
    /// </summary>
    /// <param name="kind">What is about to be done.</param>
    /// <param name="resource">To what. Null: to anything.</param>
    /// <param name="isWrite">False: nobody can tell from the resource that it was done.</param>
    /// <param name="words">For reports: what is about to be done. Null: as the kind says.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Before(OperationKind kind, object? resource, bool isWrite = true, string? words = null)
    {
        if (s_runs != 0)
        {
            s_current?.GoVisible(kind, resource, isWrite, words);
        }
    }

    /// <summary>Any thread, after it has left word with what is of a run: the run is told if the thread is not of it.</summary>
    /// <param name="run">Null: it is of none.</param>
    internal static void TellWord(ControlledRun? run)
    {
        if (run is not null && run != CurrentRun)
        {
            run.TellOutside("has left word with a frame of it");
        }
    }

    /// <summary>Any thread, before it begins something in a run: it must be of that run.</summary>
    /// <param name="run">Null: no run is concerned.</param>
    /// <param name="what">Completes "was about to".</param>
    /// <exception cref="InvalidOperationException">The thread is not of the run. The run is told.</exception>
    internal static void ThrowIfOutside(ControlledRun? run, string what)
    {
        if (run is not null && run != CurrentRun)
        {
            run.TellOutside($"was about to {what}");
            throw new InvalidOperationException(
                $"A thread that does not belong to a run of a test was about to {what}. Begin there only what a strand of the run begins.");
        }
    }

    /// <summary>From here on the calling thread is this one. Null: no run controls it any more.</summary>
    /// <returns>What it was before.</returns>
    internal static ControlledThread? Enter(ControlledThread? thread)
    {
        ControlledThread? before = s_current;
        s_current = thread;
        return before;
    }

    /// <summary>A run is made. Threads look for it from now on.</summary>
    internal static void AddRun() => Interlocked.Increment(ref s_runs);

    /// <summary>A run is over.</summary>
    internal static void RemoveRun() => Interlocked.Decrement(ref s_runs);

    /// <inheritdoc cref="Before"/>
    internal abstract void GoVisible(OperationKind kind, object? resource, bool isWrite, string? words);

    /// <summary>Sleeps in a lane until it is woken and gets the turn. It is noted in the lane as parked.</summary>
    /// <param name="mayGiveUp">May the wait end without a baton?</param>
    /// <returns>False: the schedule is over, and the thread is to give up the wait.</returns>
    internal abstract bool Sleep(bool mayGiveUp);

    /// <summary>Any thread, once for each sleep: what the thread sleeps for has come. It goes on when it gets the turn.</summary>
    internal abstract void WakeUp();

    /// <summary>Sleeps until something of others has happened, and it gets the turn.</summary>
    /// <param name="what">Completes "waits for".</param>
    /// <param name="hasHappened">Asked by whichever thread gives the turn up. Does not wait and changes nothing.</param>
    /// <param name="mayThrow">May the wait end by an exception when the schedule is over?</param>
    /// <param name="timeout">By the run's clock. Infinite: no limit.</param>
    /// <returns>False when the time was over first.</returns>
    /// <exception cref="OperationCanceledException">The schedule is over.</exception>
    internal abstract bool Await(string what, Func<bool> hasHappened, bool mayThrow, TimeSpan timeout);

    /// <summary>
    /// Code that is not Baton's waits for handles, as for a lock or a task: sleeps until the wait is over, and it gets the turn.
    /// </summary>
    /// <param name="wait">
    /// Waits for so many milliseconds. It is called with 0 alone, by whichever thread gives the turn up: what it takes is this thread's.
    /// </param>
    /// <param name="timeout">In milliseconds, by the run's clock. −1: no limit.</param>
    /// <returns>What <paramref name="wait"/> has returned.</returns>
    /// <exception cref="OperationCanceledException">The schedule is over.</exception>
    internal abstract int WaitInForeignCode(Func<int, int> wait, int timeout);

    /// <summary>
    /// The thread looks again and again for what code that is not Baton's waits for: sleeps until another look may find it.
    /// </summary>
    /// <param name="timeout">In milliseconds, by the run's clock. −1: no limit.</param>
    /// <exception cref="OperationCanceledException">The schedule is over.</exception>
    internal abstract void RestBetweenLooks(int timeout);

    /// <summary>The looks are over: what the thread does from here on may help others that look.</summary>
    internal abstract void EndLooks();

    /// <summary>For reports: what the thread is about to wait for in a lane. Completes "waits for".</summary>
    internal abstract void Announce(string what);

    /// <summary>The thread with the turn, which may be another: this thread gets something to do, and a number in this schedule.</summary>
    /// <param name="tenant">What it runs, for reports.</param>
    internal abstract void Begin(object tenant);

    /// <summary>The thread has nothing to do until it is woken.</summary>
    internal abstract void BeIdle();

    /// <summary>The thread with the turn: this new thread was started, and may get the turn from now on.</summary>
    internal abstract void BeStarted();

    /// <summary>The thread with the turn: this new thread cannot be started, and never comes.</summary>
    internal abstract void FailToStart();

    /// <summary>The first act of a new thread: waits for the turn.</summary>
    internal abstract void Arrive();

    /// <summary>The last act of a thread: gives the turn up for good.</summary>
    internal abstract void Leave();
}
