namespace Baton;

/// <summary>
/// A party that coroutines run for, other than a plain thread: in this library a scheduler's frame. What a coroutine's body awaits suspends
/// the driver of its resumer.
/// </summary>
internal abstract class Driver : Tenant
{
    /// <summary>The driver whose own stack the calling thread runs; null: none. Written by that thread alone.</summary>
    [ThreadStatic]
    private static Driver? s_ofThread;

    /// <summary>The driver that the calling thread runs for: its own, or that of the resumer of the coroutine whose body it runs.</summary>
    internal static Driver? Current => CoroutineCore.Current is { } coroutine ? coroutine.Driver : s_ofThread;

    /// <summary>Makes another driver, or none, the one whose own stack the calling thread runs. Returns the one before.</summary>
    internal static Driver? Enter(Driver? driver)
    {
        Driver? before = s_ofThread;
        s_ofThread = driver;
        return before;
    }

    /// <summary>
    /// Where suspension is forbidden now, innermost last; null or empty: nowhere. Written by the thread that runs for the driver.
    /// </summary>
    internal Stack<string>? NoSuspend { get; set; }

    internal bool IsSuspensionForbidden => NoSuspend is { Count: > 0 };

    /// <summary>The synchronization context of every thread that runs for the driver.</summary>
    internal abstract DriverContext Context { get; }
}
