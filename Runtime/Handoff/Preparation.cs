using System.Runtime.CompilerServices;

namespace Baton;

/// <summary>
/// Runs the static initialisers of what works on while memory is out. One that fails for want of memory would fail for good.
/// </summary>
internal static class Preparation
{
    private static volatile bool s_isDone; // any thread, once it has run them all

    /// <summary>Runs them, once. May fail for want of memory.</summary>
    internal static void Prepare()
    {
        if (s_isDone)
        {
            return;
        }

        RuntimeHelpers.RunClassConstructor(typeof(Uninterrupted).TypeHandle);
        RuntimeHelpers.RunClassConstructor(typeof(Clock).TypeHandle);
        RuntimeHelpers.RunClassConstructor(typeof(ErrandQueue).TypeHandle);
        RuntimeHelpers.RunClassConstructor(typeof(Errands).TypeHandle);
        RuntimeHelpers.RunClassConstructor(typeof(Completions).TypeHandle);
        RuntimeHelpers.RunClassConstructor(typeof(TaskEnd).TypeHandle);
        RuntimeHelpers.RunClassConstructor(typeof(Gate).TypeHandle);
        RuntimeHelpers.RunClassConstructor(typeof(HouseThread).TypeHandle);
        RuntimeHelpers.RunClassConstructor(typeof(PlacedContinuation).TypeHandle);
        RuntimeHelpers.RunClassConstructor(typeof(QuietTimer).TypeHandle);
        RuntimeHelpers.RunClassConstructor(typeof(ThreadSlots).TypeHandle);
        HouseThread.Watch();
        _ = $"{Environment.CurrentManagedThreadId} {nameof(Prepare)}"; // messages of exceptions: what .NET makes for its first one
        s_isDone = true;
    }
}
