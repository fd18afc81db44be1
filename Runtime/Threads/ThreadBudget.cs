namespace Baton;

/// <summary>
/// Keeps all pools of the process together away from the walls of the machine: every thread is paid for here first.
/// </summary>
/// <remarks>
/// <para>A look at the walls takes milliseconds with many threads, so it is taken now and then. Each look allows a few starts, a quarter
/// of the room at most, and for a short time. A look that took longer allows more, for creating a thread takes 0.2 ms. Whatever else
/// takes threads and maps meanwhile is seen by the next look.</para>
/// <para>Some walls cannot be seen (<see cref="SeenRoom.MayBeLess"/>). A thread that the system refuses to start is such a wall: for a
/// while the budget stays a tenth below it. Where such walls may be, <see cref="SpareThreads"/> hold room for others until the budget
/// refuses.</para>
/// <para>Any thread may call, with no gate held. A look holds no gate either: it reads files, which may throw, and that runs foreign
/// code. While one thread looks, others use what was seen before. A thread that has nothing to use looks too, for the other may be held
/// up.</para>
/// </remarks>
internal sealed class ThreadBudget(Func<int, SeenRoom> look, TimeProvider clock, SpareThreads? spare = null)
{
    /// <summary>With less room than this the budget refuses: the last threads are for the runtime and for other code.</summary>
    internal const int Reserve = 64;

    /// <summary>The reserve on a small machine: some twenty threads, and a child process.</summary>
    internal const int LeastReserve = 24;

    /// <summary>On a machine that is smaller still, so many threads are for the pools.</summary>
    internal const int LeastForPools = 4;

    /// <summary>The most starts that a quick look allows: what they take is little beside what each look leaves free.</summary>
    private const int FewStarts = 32;

    /// <summary>The most starts that any look allows.</summary>
    private const int MostStarts = 128;

    /// <summary>The starts that each millisecond of a look allows beyond these.</summary>
    private const int StartsPerMillisecond = 10;

    /// <summary>A look holds for so many times of what it took.</summary>
    private const int TimesItsCost = 4;

    /// <summary>
    /// From so many live threads on, there are spare threads where walls may be out of sight. With half as many they end.
    /// </summary>
    private const int ManyThreads = 24;

    /// <summary>A refusal by the system with fewer threads than this says nothing about how many it can hold.</summary>
    private const int FewThreads = 8;

    private static readonly TimeSpan s_lookHolds = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan s_lookHoldsAtMost = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan s_refusalHolds = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan s_capacityHolds = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_wallHoldsAtFirst = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_wallHoldsAtMost = TimeSpan.FromMinutes(1);

    private readonly Gate _gate = new();
    private int _live;              // threads that are paid for; under _gate
    private int _allowed;           // so many may live until the next look; under _gate
    private int _capacity = 1;      // so many could live, as the last look found; under _gate
    private int _looking;           // threads that look now; under _gate
    private long _begun;            // looks that have begun; under _gate
    private long _counted;          // the youngest look that counts: older ones that end later do not. Under _gate
    private bool _isRefusing;       // did the last look find too little room? Under _gate
    private bool _mayBeLess;        // of the last look; under _gate
    private Exception? _failure;    // why the last look found nothing; null: it did. Under _gate
    private long _lookedAt;         // when the last look ended; 0: there was none. Under _gate
    private TimeSpan _lookHolds;    // so long the last look allows, or refuses; under _gate
    private int _wall;              // the system refused a thread near so many; under _gate
    private Exception? _wallCause;  // what the system said; null: it has not refused yet. Under _gate
    private long _wallSince;        // when it refused; under _gate
    private TimeSpan _wallHolds;    // for how long that counts; under _gate

    internal static ThreadBudget OfThisProcess { get; } =
        new(ThreadWalls.OfThisMachine.Look, TimeProvider.System, new SpareThreads());

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

    /// <summary>How many threads all pools could have now, 1 or more. May look, but not every time.</summary>
    internal int Capacity
    {
        get
        {
            if (BeginLookAtCapacity() is { } begun)
            {
                Look(begun);
            }

            using (_gate.Enter())
            {
                return IsWallInForce ? Math.Min(_capacity, _wall) : _capacity;
            }
        }
    }

    private bool IsWallInForce => _wallCause is not null && clock.GetElapsedTime(_wallSince) < _wallHolds;

    /// <summary>Takes the right to start one thread, or refuses. May look, which takes milliseconds and memory.</summary>
    /// <param name="afresh">Looks in any case: threads have ended to make room.</param>
    /// <param name="cause">Why it refuses, if the system has said something.</param>
    internal bool TryTake(bool afresh, out Exception? cause)
    {
        if (!TryTake(afresh, out bool needsSpare, out cause))
        {
            spare?.End();
            return false;
        }

        cause = needsSpare ? spare!.Start() : null;
        if (cause is null)
        {
            return true;
        }

        OnRefused(cause);
        Give();
        return false;
    }

    /// <summary>Gives back the right of a thread that has ended, or has never started. Does not fail.</summary>
    internal void Give()
    {
        bool areFew;
        using (_gate.Enter())
        {
            _live--;
            areFew = _live < ManyThreads / 2;
        }

        if (areFew)
        {
            spare?.End();
        }
    }

    /// <summary>The system has refused a thread that was paid for, and is paid for still.</summary>
    internal void OnRefused(Exception cause)
    {
        using (_gate.Enter())
        {
            int held = _live - 1;
            int wall = Math.Max(FewThreads, held - (held / 10));
            if (IsWallInForce)
            {
                _wall = Math.Min(_wall, wall);
            }
            else
            {
                // It still stands where it was: the next try is due later than this one was.
                bool isAgain = _wallCause is not null && clock.GetElapsedTime(_wallSince) < _wallHolds * 2;
                _wallHolds = !isAgain ? s_wallHoldsAtFirst : _wallHolds < s_wallHoldsAtMost / 2 ? _wallHolds * 2 : s_wallHoldsAtMost;
                _wall = wall;
            }

            _wallCause = cause;
            _wallSince = clock.GetTimestamp();
        }

        spare?.End();
    }

    private bool TryTake(bool afresh, out bool needsSpare, out Exception? cause)
    {
        if (BeginLookForStart(afresh) is { } begun)
        {
            Look(begun);
        }

        using (_gate.Enter())
        {
            needsSpare = false;
            bool isWallInForce = IsWallInForce;
            if (isWallInForce && _live >= _wall)
            {
                cause = _wallCause;
                return false;
            }

            cause = _failure;
            if (_live >= _allowed)
            {
                return false;
            }

            _live++;
            needsSpare = _mayBeLess && !isWallInForce && _live >= ManyThreads && spare is { AreUp: false };
            return true;
        }
    }

    private BegunLook? BeginLookAtCapacity()
    {
        using (_gate.Enter())
        {
            return _lookedAt == 0 || (_looking == 0 && clock.GetElapsedTime(_lookedAt) >= s_capacityHolds) ? BeginLook() : null;
        }
    }

    private BegunLook? BeginLookForStart(bool afresh)
    {
        using (_gate.Enter())
        {
            return !(IsWallInForce && _live >= _wall) && (afresh || IsLookDue()) ? BeginLook() : null;
        }
    }

    // A look that failed says nothing, and takes no time.
    private bool IsLookDue() => _lookedAt == 0
        || _failure is not null
        || (_live >= _allowed && !_isRefusing)
        || (_looking == 0 && clock.GetElapsedTime(_lookedAt) >= _lookHolds);

    private BegunLook BeginLook()
    {
        _gate.AssertHeld();
        _looking++;
        return new BegunLook(++_begun, _live, clock.GetTimestamp());
    }

    private void Look(BegunLook begun)
    {
        SeenRoom seen = default;
        Exception? failure = null;
        bool hasLooked = false;
        try
        {
            seen = begun.TryTake(look, out failure);
            hasLooked = true;
        }
        finally
        {
            using (_gate.Enter())
            {
                _looking--;
                if (hasLooked && begun.Number > _counted)
                {
                    Count(begun, seen, failure);
                }
            }
        }
    }

    // Threads that were paid for during the look may not have been seen by it.
    private void Count(BegunLook begun, SeenRoom seen, Exception? failure)
    {
        _gate.AssertHeld();
        TimeSpan cost = _lookedAt == 0 ? TimeSpan.Zero : clock.GetElapsedTime(begun.At); // the first look is the compiler's too
        _counted = begun.Number;
        _failure = failure;
        _lookedAt = clock.GetTimestamp();
        _mayBeLess = seen.MayBeLess;
        int room = Math.Max(0, seen.Threads - Math.Max(0, _live - begun.Live));
        Allow(_mayBeLess && _live >= ManyThreads && spare is { AreUp: false } ? room - SpareThreads.Count : room, cost);
    }

    private void Allow(int room, TimeSpan cost)
    {
        _gate.AssertHeld();
        long all = (long)room + _live;
        int reserve = (int)Math.Max(1, Math.Min(Math.Clamp(all / 2, LeastReserve, Reserve), all - LeastForPools));
        int starts = Math.Max(0, room - reserve + 1);
        int most = (int)Math.Min(MostStarts, FewStarts + (cost.TotalMilliseconds * StartsPerMillisecond));
        _isRefusing = starts == 0;
        _allowed = _live + (_isRefusing ? 0 : Math.Clamp(starts / 4, 1, most));
        _capacity = _failure is not null ? _capacity : (int)Math.Clamp((long)_live + starts, 1, int.MaxValue);
        TimeSpan least = _isRefusing ? s_refusalHolds : s_lookHolds;
        TimeSpan holds = cost * TimesItsCost;
        _lookHolds = holds < least ? least : holds < s_lookHoldsAtMost ? holds : s_lookHoldsAtMost;
    }
}
