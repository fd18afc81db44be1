namespace Baton;

/// <summary>
/// Finds coroutines that can never go on, because one side runs a static constructor and the other side needs the type.
/// </summary>
/// <remarks>
/// The side that waits in the library looks: at its own stack once, and, only if a static constructor is there, at the other threads from
/// then on. It is proved when a thread that has to act next waits for a lock of the operating system that the looking thread owns. The
/// looking thread keeps that lock until it goes on, and it goes on only when that other thread has acted.
/// </remarks>
internal static class StuckCoroutine
{
    /// <summary>
    /// In milliseconds: so long a side is parked before it looks, and from one look to the next. Only tests of such looks change it.
    /// </summary>
    internal static int LookAfter { get; set; } = 1000;

    /// <summary>So many looks in a row must find the same.</summary>
    internal const int LooksToBeSure = 2;

    /// <summary>
    /// Below a static constructor: does the tenant's thread wait for that, or the thread of a body for which this one waits, and so on?
    /// </summary>
    internal static bool IsStuckBehindMe(Tenant tenant)
    {
        try
        {
            int me = SystemLocks.CurrentThread;
            for (Tenant? one = tenant; one is not null; one = one.AwaitsLong)
            {
                if (SystemLocks.IsStuckBehind(one.ThreadNumber, me))
                {
                    return true;
                }
            }
        }
        catch (Exception e) when (NoMemory.Is(e))
        {
            // nothing is proved, and the resumer must not lose its claim
        }

        return false;
    }

    internal static InvalidOperationException ByResumer(CoroutineCore coroutine, string type) => new(
        $"{coroutine} needs a type whose static initialiser has resumed it, and waits for: {type}. The runtime lets no other thread use " +
        "a type before its static initialiser has ended, and a coroutine has a thread of its own. The coroutine is quarantined. Resume " +
        "it outside of static constructors and initialisers of static fields, or let its body use nothing of that type.");

    internal static InvalidOperationException ByBody(CoroutineCore coroutine, string type) => new(
        $"{coroutine} is suspended in a static initialiser, of {type}, and another thread waits for that type. The runtime lets no other " +
        "thread use a type before its static initialiser has ended. Do not suspend in static constructors and initialisers of static " +
        "fields.");
}
