using System.Diagnostics;
using System.Numerics;

namespace Baton;

/// <summary>
/// Timers by their deadlines, in ticks. To add or remove one takes the same few steps however many there are. Under the gate of its owner.
/// </summary>
/// <remarks>
/// <para>The wheel has levels, as a clock has hands. A list of level 0 is for one tick, a list of level 1 for 64 ticks, and so on. A timer
/// is on the level of the highest digit, to the base of 64, in which its deadline differs from the time. So all timers of a level come
/// before those of the next. When the time comes to a list of a higher level, its timers go to lower levels.</para>
/// <para>Timers of one tick fire in the order in which they were added. Nothing is allocated after the construction.</para>
/// </remarks>
internal sealed class TimingWheel
{
    private const int Bits = 6;
    private const int Slots = 1 << Bits;
    private const int Levels = 7; // 64^7 ticks of a millisecond: 139 years
    private const int Due = Levels * Slots;

    private readonly ClockTimer?[] _lists = new ClockTimer?[Due + 1]; // the first of each ring; the last list is of those that are due
    private readonly ulong[] _used = new ulong[Levels]; // for each level: which of its lists have timers
    private long _time; // the tick up to which the timers have been taken; Take

    /// <summary>When <see cref="Take"/> has to be called next. <see cref="long.MaxValue"/>: there are no timers.</summary>
    internal long Next => _lists[Due] is not null ? _time : FindNext(out _);

    /// <summary>Adds a timer that is in no list.</summary>
    internal void Add(ClockTimer timer, long deadline)
    {
        Debug.Assert(timer.List < 0, "a timer is in one list at a time");
        timer.Deadline = deadline;
        Insert(timer);
    }

    /// <summary>Takes a timer out. No effect if it is in no list.</summary>
    internal void Remove(ClockTimer timer)
    {
        if (timer.List < 0)
        {
            return;
        }

        int list = timer.List;
        if (timer.Later == timer)
        {
            _lists[list] = null;
            if (list != Due)
            {
                _used[list / Slots] &= ~(1UL << (list % Slots));
            }
        }
        else
        {
            timer.Earlier!.Later = timer.Later;
            timer.Later!.Earlier = timer.Earlier;
            if (_lists[list] == timer)
            {
                _lists[list] = timer.Later;
            }
        }

        timer.Earlier = timer.Later = null;
        timer.List = -1;
    }

    /// <summary>Takes out the next timer whose deadline is <paramref name="now"/> or earlier. Null: none is left.</summary>
    internal ClockTimer? Take(long now)
    {
        while (true)
        {
            if (_lists[Due] is { } first)
            {
                Remove(first);
                return first;
            }

            long next = FindNext(out int list);
            if (next > now)
            {
                _time = Math.Max(_time, now);
                return null;
            }

            _time = next;
            while (_lists[list] is { } timer)
            {
                Remove(timer);
                Insert(timer);
            }
        }
    }

    // The first tick for which the first list that has timers is. All lists of a level that have timers lie ahead of the time.
    private long FindNext(out int list)
    {
        for (int level = 0; level < Levels; level++)
        {
            if (_used[level] != 0)
            {
                int slot = BitOperations.TrailingZeroCount(_used[level]);
                list = (level * Slots) + slot;
                int shift = level * Bits;
                return (_time >> (shift + Bits) << (shift + Bits)) | ((long)slot << shift);
            }
        }

        list = -1;
        return long.MaxValue;
    }

    private void Insert(ClockTimer timer)
    {
        int list = Due;
        if (timer.Deadline > _time)
        {
            int level = BitOperations.Log2((ulong)(timer.Deadline ^ _time)) / Bits;
            int slot = (int)(timer.Deadline >> (level * Bits)) & (Slots - 1);
            list = (level * Slots) + slot;
            _used[level] |= 1UL << slot;
        }

        timer.List = list;
        if (_lists[list] is { } first)
        {
            timer.Later = first;
            timer.Earlier = first.Earlier;
            first.Earlier!.Later = timer;
            first.Earlier = timer;
        }
        else
        {
            _lists[list] = timer.Earlier = timer.Later = timer;
        }
    }
}
