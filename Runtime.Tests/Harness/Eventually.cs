using System.Diagnostics;

namespace Baton.Tests;

/// <summary>Waits for what another thread is about to do, without guessing how long it takes.</summary>
internal static class Eventually
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(30);

    /// <summary>Returns as soon as <paramref name="condition"/> holds; fails the test after half a minute.</summary>
    internal static void True(Func<bool> condition, string what)
    {
        long start = Stopwatch.GetTimestamp();
        SpinWait wait = default;
        while (!condition())
        {
            if (Stopwatch.GetElapsedTime(start) > s_limit)
            {
                Assert.Fail($"never happened: {what}");
            }

            wait.SpinOnce();
        }
    }

    /// <summary>Returns once the thread sleeps or waits, so that "has not gone on yet" means something.</summary>
    internal static void Parked(Thread thread) =>
        True(() => (thread.ThreadState & System.Threading.ThreadState.WaitSleepJoin) != 0, $"thread '{thread.Name}' parks");

    /// <summary>Collects garbage until the object is gone.</summary>
    internal static void Collected(WeakReference reference, string what) => True(
        () =>
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            return !reference.IsAlive;
        },
        $"{what} is collected");
}
