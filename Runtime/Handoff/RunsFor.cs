namespace Baton;

/// <summary>What the calling thread runs for. The types of these objects belong to a room above.</summary>
internal static class RunsFor
{
    /// <summary>The coroutine whose body the thread runs. Null: none. Written by that thread alone.</summary>
    [ThreadStatic]
    internal static object? Body;

    /// <summary>The driver whose own stack the thread runs. Null: none. Written by that thread alone.</summary>
    [ThreadStatic]
    internal static object? StackOwner;

    /// <summary>What the thread was told, which has no driver. Null: nothing. Written by that thread alone.</summary>
    [ThreadStatic]
    internal static object? Told;
}
