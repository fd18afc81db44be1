using System.Diagnostics;

namespace Baton;

/// <summary>
/// The library's own timers, on a thread of its own. A timer of .NET needs a thread of the .NET pool to fire, and that pool may be starved.
/// </summary>
/// <remarks>
/// <para>The thread starts with the first timer, sleeps until the next deadline, and ends when there has been no timer for some seconds. A
/// tick is a millisecond. No timer fires early.</para>
/// <para>Only the library's own callbacks run here, and these are short: see <see cref="ClockTimer"/>. The gate is held for a few steps,
/// and nothing is allocated under it.</para>
/// <para>If no thread can be had, the .NET thread pool lends one.</para>
/// </remarks>
internal static class Clock
{
    private static readonly TimeSpan s_idleTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_untilMemory = TimeSpan.FromMilliseconds(5); // what fails for want of memory is tried again then
    private static readonly Gate s_gate = new();
    private static readonly TimingWheel s_wheel = new();    // under the gate
    private static readonly AutoResetEvent s_bell = new(false);
    private static readonly AfterCollection s_start = new(TryStart);
    private static bool s_runs;         // is there a thread, or will there be one soon? Under the gate
    private static long s_wakesAt;      // the tick until which the thread sleeps; MinValue: it is awake, or will be. Under the gate

    private static double Milliseconds => Stopwatch.GetTimestamp() * (1000.0 / Stopwatch.Frequency);

    /// <summary>See <see cref="Errands.Prepare"/>. The static fields are made before this is called.</summary>
    internal static void Prepare() => GC.KeepAlive(s_wheel);

    /// <summary>See <see cref="ClockTimer.Set"/>.</summary>
    internal static void Set(ClockTimer timer, TimeSpan due)
    {
        long deadline = due == Timeout.InfiniteTimeSpan ? -1 : (long)Math.Ceiling(Milliseconds + due.TotalMilliseconds);
        bool starts;
        bool wakes;
        using (s_gate.Enter())
        {
            s_wheel.Remove(timer);
            if (deadline < 0 || timer.IsOver)
            {
                return;
            }

            s_wheel.Add(timer, deadline);
            starts = !s_runs;
            wakes = s_runs && deadline < s_wakesAt;
            s_wakesAt = wakes ? long.MinValue : s_wakesAt;
        }

        if (starts && !TryStart())
        {
            s_start.Insist();
        }
        else if (wakes)
        {
            s_bell.Set();
        }
    }

    /// <summary>See <see cref="ClockTimer.End"/>.</summary>
    internal static void End(ClockTimer timer)
    {
        using (s_gate.Enter())
        {
            s_wheel.Remove(timer);
            timer.IsOver = true;
        }
    }

    /// <summary>The library is being unloaded: the thread ends if there is no timer, or when there is none any more.</summary>
    internal static void LeaveNoThreadIdle() => s_bell.Set();

    // False: timers wait for a thread that could not be had.
    private static bool TryStart()
    {
        using (s_gate.Enter())
        {
            if (s_runs || s_wheel.Next == long.MaxValue)
            {
                return true;
            }

            s_runs = true;
            s_wakesAt = long.MinValue;
        }

        if (HouseThread.TryStart("Baton clock", Loop))
        {
            return true;
        }

        using (s_gate.Enter())
        {
            s_runs = false;
        }

        return false;
    }

    private static void Loop()
    {
        bool isIdle = false;
        while (Next(isIdle) is { } wait)
        {
            isIdle = !Sleep(wait) && wait == s_idleTimeout;
        }
    }

    // Fires all that is due. Then returns how long to sleep. Null: the thread ends.
    private static TimeSpan? Next(bool wasIdle)
    {
        while (true)
        {
            ClockTimer? timer;
            using (s_gate.Enter())
            {
                double now = Milliseconds;
                timer = s_wheel.Take((long)now);
                if (timer is null)
                {
                    long next = s_wheel.Next;
                    s_runs = next != long.MaxValue || !(wasIdle || !HouseThread.MayStay);
                    s_wakesAt = next;
                    return !s_runs ? null
                        : next == long.MaxValue ? s_idleTimeout
                        : TimeSpan.FromMilliseconds(Math.Clamp(Math.Ceiling(next - now), 0, int.MaxValue));
                }
            }

            Fire(timer);
            wasIdle = false;
        }
    }

    private static void Fire(ClockTimer timer)
    {
        try
        {
            timer.Fire();
        }
        catch (Exception e) when (NoMemory.Is(e))
        {
            Set(timer, s_untilMemory);
        }
    }

    // True when the bell has rung.
    private static bool Sleep(TimeSpan time)
    {
        try
        {
            return s_bell.WaitOne(time);
        }
        catch (ThreadInterruptedException)
        {
            return true;
        }
        catch (Exception e) when (NoMemory.Is(e))
        {
            Thread.Yield();
            return true;
        }
    }
}
