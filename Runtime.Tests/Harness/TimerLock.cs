using System.Reflection;

namespace Baton.Tests;

/// <summary>Holds the locks that the timers of the process share, for what happens to those who have to wait for one.</summary>
internal static class TimerLock
{
    private const BindingFlags Any = BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;

    private static readonly Type? s_queue = typeof(Timer).Assembly.GetType("System.Threading.TimerQueue");

    /// <summary>Holds them until the result is disposed, by the same thread. Inconclusive where the runtime has none.</summary>
    internal static IDisposable Hold()
    {
        object[] queues = s_queue?.GetProperty("Instances", Any)?.GetValue(null) as object[] ?? [];
        Lock[] locks = [.. queues.Select(queue => s_queue!.GetProperty("SharedLock", Any)?.GetValue(queue)).OfType<Lock>()];
        if (locks.Length == 0)
        {
            Assert.Inconclusive("the runtime keeps its timers in another way");
        }

        Array.ForEach(locks, shared => shared.Enter());
        return new Cleanup(() => Array.ForEach(locks, shared => shared.Exit()));
    }
}
