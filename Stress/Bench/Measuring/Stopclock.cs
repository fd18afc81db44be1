using System.Diagnostics;

namespace Baton.Stress;

/// <summary>Times a loop, per turn.</summary>
internal static class Stopclock
{
    /// <summary>Nanoseconds a turn.</summary>
    internal static double PerTurn(int turns, Action loop)
    {
        long start = Stopwatch.GetTimestamp();
        loop();
        return Stopwatch.GetElapsedTime(start).TotalNanoseconds / turns;
    }

    /// <summary>Microseconds a turn: elapsed, and of processor time of the whole process.</summary>
    internal static (double Elapsed, double Processor) WithProcessor(int turns, Action loop)
    {
        TimeSpan before = Environment.CpuUsage.TotalTime;
        double elapsed = PerTurn(turns, loop) / 1000;
        return (elapsed, (Environment.CpuUsage.TotalTime - before).TotalMicroseconds / turns);
    }

    /// <summary>Computes for so long: a body with work to do.</summary>
    internal static void Compute(int microseconds)
    {
        long end = Stopwatch.GetTimestamp() + (microseconds * (Stopwatch.Frequency / 1_000_000));
        while (Stopwatch.GetTimestamp() < end)
        {
        }
    }
}
