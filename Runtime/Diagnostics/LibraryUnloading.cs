using System.Runtime.Loader;

namespace Baton;

/// <summary>
/// Lets go of what keeps the library in the process, when the library was loaded into a collectible context and that is unloaded.
/// </summary>
/// <remarks>
/// .NET lists all meters and event sources of the process. And idle threads keep the code that they run. <c>ThrownCancellations</c> lets
/// go of its own registration. Pools take new tenants also after this, but keep no thread idle.
/// </remarks>
internal static class LibraryUnloading
{
    /// <summary>Called once, when there is something to let go of.</summary>
    internal static void Watch()
    {
        if (AssemblyLoadContext.GetLoadContext(typeof(LibraryUnloading).Assembly) is { IsCollectible: true } context)
        {
            context.Unloading += static _ => LetGo();
        }
    }

    private static void LetGo()
    {
        BatonMeter.Current?.End();
        BatonEventSource.Log.End();
        PoolRegistry.LeaveNoThreadIdle();
    }
}
