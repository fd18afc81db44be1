namespace Baton;

/// <summary>
/// A run of a test, as the library sees it: what else would be the process's is this run's. See <see cref="ControlledThread"/>.
/// </summary>
/// <remarks>Members belong to the thread that has the turn, unless they say otherwise.</remarks>
internal abstract class ControlledRun
{
    /// <summary>The pool of what is given none, a <c>CoroutineThreadPool</c>: the type belongs to a room above.</summary>
    internal abstract object Pool { get; }

    /// <summary>The synchronization context of all threads of the run that have no other.</summary>
    internal abstract SynchronizationContext Context { get; }

    /// <summary>Runs the library's continuations on tasks of others.</summary>
    internal abstract TaskScheduler Tasks { get; }

    /// <summary>As <see cref="Tasks"/>, in the run of the calling thread. It is of none: the thread that completes the task.</summary>
    internal static TaskScheduler TasksHere => ControlledThread.CurrentRun?.Tasks ?? CompletingThread.Scheduler;

    /// <summary>What the library draws by chance.</summary>
    internal abstract Random Random { get; }

    /// <summary>The run's clock, which counts for all that names no other.</summary>
    internal abstract TimeProvider Time { get; }

    /// <summary>Do the ready frames of a scheduler go on in any order, which the run chooses?</summary>
    internal abstract bool HasAnyReadyOrder { get; }

    /// <summary>Does the run choose which of several cases of a select is taken?</summary>
    internal abstract bool ChoosesTies { get; }

    /// <summary>Chooses a number from 0 to <paramref name="count"/> − 1, as a part of the schedule. Does not fail.</summary>
    internal abstract int ChooseReady(int count);

    /// <summary>Makes the control of a thread that is yet to be started.</summary>
    internal abstract ControlledThread NewThread();

    /// <summary>Has an errand, or what is for the .NET pool, done by a thread of the run.</summary>
    /// <param name="run">What is to be done.</param>
    /// <param name="on">What it works on.</param>
    internal abstract void Send(Action<object> run, object on);

    /// <summary>A scheduler or a pool was made by a thread of the run, and ends with the schedule.</summary>
    internal abstract void Join(object part);

    /// <summary>Any thread: see <see cref="ClockTimer.Set"/>.</summary>
    internal abstract void Set(ClockTimer timer, TimeSpan due);

    /// <summary>Any thread: see <see cref="ClockTimer.End"/>.</summary>
    internal abstract void End(ClockTimer timer);

    /// <summary>A thread that is not of the run meddles with it.</summary>
    /// <param name="what">What it does. Completes "a thread that does not belong to the run".</param>
    internal abstract void TellOutside(string what);

    /// <summary>The schedule is about to use what does not belong to the run, and fails unless the user lets that in.</summary>
    /// <param name="what">What that is, and where it was found.</param>
    /// <returns>To be thrown. Null: it is let in.</returns>
    internal abstract InvalidOperationException? Refuse(string what);
}
