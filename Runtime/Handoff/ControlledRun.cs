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

    /// <summary>What the library draws by chance.</summary>
    internal abstract Random Random { get; }

    /// <summary>The run's clock, which counts for all that names no other.</summary>
    internal abstract TimeProvider Time { get; }

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

    /// <summary>The schedule fails: it is about to use what does not belong to the run.</summary>
    /// <param name="what">What that is, and where it was found.</param>
    internal abstract InvalidOperationException Refuse(string what);
}
