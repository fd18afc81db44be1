using System.Diagnostics;

namespace Baton;

/// <summary>A wait outside every scheduler that has lasted for a while, perhaps below a static constructor.</summary>
/// <remarks>
/// An event tells of each such wait below a static constructor. An exception needs proof: what is waited for must wait for that static
/// constructor itself. Whoever comes for a queue is not known, so a wait there gets events alone, one more if another thread waits for the
/// type.
/// </remarks>
[StackTraceHidden]
internal static class InitializerWait
{
    /// <summary>A thread that waits, for an event.</summary>
    /// <param name="what">For what, as "To …".</param>
    internal static string ThreadThat(string what) => $"a thread, {char.ToLowerInvariant(what[0])}{what[1..]},";

    /// <summary>Waits on until the wait is over.</summary>
    /// <param name="endsWithin">Waits for so many milliseconds; −1: until the end. True: the wait is over.</param>
    /// <param name="what">What waits, for an event.</param>
    /// <param name="awaited">What must end for the wait to end. Null: something else.</param>
    /// <exception cref="InvalidOperationException">What is waited for waits for the static constructor below which this runs.</exception>
    internal static void GoOn(Func<int, bool> endsWithin, string what, Task? awaited)
    {
        IReadOnlyList<StaticConstructor> below = StaticConstruction.FindAll();
        if (below.Count == 0)
        {
            endsWithin(Timeout.Infinite);
            return;
        }

        string type = below[0].Type;
        Tenant? owner = awaited is null ? null : TaskEnd.OwnerOf(awaited) as Tenant;
        string name = (owner as FrameCore)?.Described ?? owner?.ToString() ?? (awaited is null ? what : "a task");
        Telemetry.WaitsInInitializer(name, type);
        int sure = 0;
        int needed = 0;
        while (!endsWithin(StuckCoroutine.LookAfter))
        {
            sure = awaited is not null && StuckBehind.IsStuck(awaited, below) ? sure + 1 : 0;
            if (sure >= StuckCoroutine.LooksToBeSure)
            {
                throw new InvalidOperationException(
                    $"In a static initialiser, of {type}, a thread waits for {name}, and what runs there needs that type. The runtime " +
                    "lets no other thread use a type before its static initialiser has ended. Do not await in static constructors and " +
                    "initialisers of static fields.");
            }

            needed = below.Any(static one => SystemLocks.HasWaiters(one.Thread)) ? needed + 1 : 0;
            if (needed == StuckCoroutine.LooksToBeSure && sure == 0)
            {
                Telemetry.WaitsInInitializer($"{name}, while another thread waits for the type,", type);
            }
        }
    }
}
