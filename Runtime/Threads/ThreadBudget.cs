namespace Baton;

/// <summary>
/// Keeps all pools of the process together away from the walls of the machine: every thread is paid for here first.
/// </summary>
/// <remarks>
/// <para>Measuring the walls takes milliseconds with many threads, so it is done now and then. Each measurement allows half of the
/// room that it found, and the next is due when that is used up. So whatever else in the process or on the machine takes threads
/// and maps meanwhile is seen before half of the room is gone.</para>
/// <para>Any thread may call, with no pool's gate held. The budget's gate is held during a measurement, which reads files.</para>
/// </remarks>
internal sealed class ThreadBudget(Func<int, int> measureRoom, TimeProvider clock)
{
    /// <summary>With less room than this the budget refuses: the last threads are for the runtime and for other code.</summary>
    internal const int Reserve = 64;

    /// <summary>After a refusal the walls are looked at again only this much later.</summary>
    private static readonly TimeSpan s_refusalHolds = TimeSpan.FromMilliseconds(100);

    // A measurement may fail, for want of open files perhaps; then the next use measures again.
    private static readonly Lazy<int> s_defaultMaxThreads =
        new(() => Math.Max(1, ThreadWalls.OfThisMachine.MeasureRoom(0) - Reserve), LazyThreadSafetyMode.PublicationOnly);

    private readonly Gate _gate = new();
    private int _live;              // threads that are paid for; under _gate
    private int _allowed;           // so many may live before the next measurement; under _gate
    private long _refusedAt;        // when the last measurement found too little room; 0: it found enough. Under _gate

    internal static ThreadBudget OfThisProcess { get; } = new(ThreadWalls.OfThisMachine.MeasureRoom, TimeProvider.System);

    /// <summary>How many threads the machine could hold when this was first asked for.</summary>
    internal static int DefaultMaxThreads => s_defaultMaxThreads.Value;

    /// <summary>Threads that are paid for.</summary>
    internal int Live
    {
        get
        {
            using (_gate.Enter())
            {
                return _live;
            }
        }
    }

    /// <summary>Takes the right to start one thread, or refuses. May measure, which takes milliseconds and memory.</summary>
    internal bool TryTake()
    {
        using (_gate.Enter())
        {
            if (_live >= _allowed && !TryExtend())
            {
                return false;
            }

            _live++;
            return true;
        }
    }

    /// <summary>Gives back the right of a thread that has ended, or has never started. Does not fail.</summary>
    internal void Give()
    {
        using (_gate.Enter())
        {
            _live--;
        }
    }

    // What cannot be measured now might be anything: a wall that is not seen is not a wall that is not there.
    private int Measure()
    {
        _gate.AssertHeld();
        try
        {
            return measureRoom(_live);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or OutOfMemoryException)
        {
            return 0;
        }
    }

    private bool TryExtend()
    {
        _gate.AssertHeld();
        if (_refusedAt != 0 && clock.GetElapsedTime(_refusedAt) < s_refusalHolds)
        {
            return false;
        }

        int room = Measure();
        if (room < Reserve)
        {
            _refusedAt = clock.GetTimestamp();
            return false;
        }

        _refusedAt = 0;
        _allowed = _live + Math.Max(1, room / 2);
        return true;
    }
}
