using System.Diagnostics;

namespace Baton.Stress;

/// <summary>
/// Random delays that make threads meet differently every time. They are part of the workload, never a way to wait for something.
/// </summary>
internal static class Perturbation
{
    /// <summary>Mostly nothing; else a spin that a waiting side outlasts or not, a yield, or, seldom, a sleep that makes it park.</summary>
    internal static void Perturb(this Random random)
    {
        switch (random.Next(64))
        {
            case < 12:
                Spin(random.Next(50));
                break;
            case < 16:
                Spin(random.Next(300));
                break;
            case < 20:
                Thread.Yield();
                break;
            case 20:
                Thread.Sleep(random.Next(3));
                break;
        }
    }

    /// <summary>Keeps the processor busy.</summary>
    internal static void Spin(int microseconds)
    {
        long start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start).TotalMicroseconds < microseconds)
        {
            Thread.SpinWait(4);
        }
    }
}
