namespace Baton;

/// <summary>
/// A timer of the <see cref="Clock"/>, or of the run of a test in which it was made. Fires once for each time that it is set.
/// </summary>
/// <param name="callback">
/// Runs on the clock's thread, and is the library's own. It leaves word, wakes a thread or sends an errand; it does not wait, does not
/// throw, and runs no foreign code.
/// </param>
/// <param name="state">What the callback works on.</param>
/// <param name="run">The run of a test whose clock it is. Null: that of the calling thread, if any.</param>
internal sealed class ClockTimer(Action<object> callback, object state, ControlledRun? run = null)
{
    private readonly ControlledRun? _run = run ?? ControlledThread.CurrentRun;

    /// <summary>In which list of the wheel the timer is, by number. −1: in none. Under the clock's gate.</summary>
    internal int List { get; set; } = -1;

    /// <summary>The tick at which the timer fires, while it is in a list. Under the clock's gate.</summary>
    internal long Deadline { get; set; }

    /// <summary>The neighbor in the list, which is a ring. Null: the timer is in no list. Under the clock's gate.</summary>
    internal ClockTimer? Earlier { get; set; }

    /// <inheritdoc cref="Earlier"/>
    internal ClockTimer? Later { get; set; }

    /// <summary>Has the timer ended? Then it is set no more. Under the clock's gate.</summary>
    internal bool IsOver { get; set; }

    /// <summary>
    /// Any thread: lets the timer fire once, when <paramref name="due"/> is over, and not when it was to fire before. Infinite: not at all.
    /// No effect on a timer that has ended. Does not fail.
    /// </summary>
    internal void Set(TimeSpan due)
    {
        if (_run is not null)
        {
            _run.Set(this, due);
        }
        else
        {
            Clock.Set(this, due);
        }
    }

    /// <summary>Any thread: the timer fires no more. Does not wait for a callback that is on its way.</summary>
    internal void End()
    {
        if (_run is not null)
        {
            _run.End(this);
        }
        else
        {
            Clock.End(this);
        }
    }

    /// <summary>The clock's thread: calls the callback.</summary>
    internal void Fire() => callback(state);
}
