namespace Baton;

/// <summary>What the calling thread runs for, and holds. The types of these objects belong to a room above.</summary>
/// <remarks>
/// A thread's first look at the static fields that a type has for each thread allocates them, and fails without memory. Fields that are
/// needed where nothing may fail are all here, and <see cref="ThreadSlots"/> prepares them.
/// </remarks>
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

    /// <summary>The innermost scope that was opened outside every scheduler and body. Null: none. Written by that thread alone.</summary>
    [ThreadStatic]
    internal static object? Scope;

    /// <summary>A buffer for the next operation of a stream. Null: none, or it is lent. Written by that thread alone.</summary>
    [ThreadStatic]
    internal static byte[]? Spare;

    /// <summary>The innermost disposal under way outside every frame and body. Null: none. Written by that thread alone.</summary>
    [ThreadStatic]
    internal static object? Disposal;

    /// <summary>Waits of the library's own in a disposal, one in the other. Written by that thread alone.</summary>
    [ThreadStatic]
    internal static int DisposalWaits;

    /// <summary>
    /// Is the thread's body or frame given up? Nothing is in the way of an exception any more. Written by that thread alone.
    /// </summary>
    [ThreadStatic]
    internal static bool IsGivenUp;

    /// <summary>The worker whose thread this is. Null: the thread is of no pool. Written by that thread alone.</summary>
    [ThreadStatic]
    internal static object? OfPool;

    /// <summary>Has the thread looked at all that <see cref="ThreadSlots"/> prepares? Written by that thread alone.</summary>
    [ThreadStatic]
    internal static bool IsReady;

    /// <summary>See <see cref="ThreadSlots"/>.</summary>
    internal static void PrepareThread()
    {
        Body = null;
        StackOwner = null;
        Told = null;
        Scope = null;
        Spare = null;
        Disposal = null;
        DisposalWaits = 0;
        IsGivenUp = false;
    }
}
