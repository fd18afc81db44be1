using System.Runtime.Loader;

namespace Baton;

/// <summary>
/// Lets go of what keeps the library in the process, when the library was loaded into a collectible context and that is unloaded.
/// </summary>
/// <remarks>
/// .NET lists all meters and event sources of the process. And idle threads keep the code that they run. <c>ThrownCancellations</c> lets
/// go of its own registration. Pools take new tenants also after this, but keep no thread idle, and neither does the library itself.
/// </remarks>
internal static class LibraryUnloading
{
    private static int s_isWatched; // 1: the context tells of its unloading; interlocked

    /// <summary>Called when there is something to let go of. Has no effect from the second time on.</summary>
    internal static void Watch()
    {
        if (Interlocked.Exchange(ref s_isWatched, 1) == 0
            && AssemblyLoadContext.GetLoadContext(typeof(LibraryUnloading).Assembly) is { IsCollectible: true } context)
        {
            context.Unloading += static _ => LetGo();
        }
    }

    private static void LetGo()
    {
        HouseThread.LeaveNoneIdle();
        Try(static () => BatonMeter.Current?.End());
        Try(static () => BatonEventSource.Made?.End());
        PoolRegistry.LeaveNoThreadIdle();
        QueueVisitor.LeaveNoThreadIdle();
    }

    // Listeners are foreign code, and hear of the end. What they throw would come out of the unloading, and leave the rest as it is.
    private static void Try(Action act)
    {
        try
        {
            act();
        }
        catch (Exception)
        {
            // Nobody is left who could be told.
        }
    }
}
