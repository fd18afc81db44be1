namespace Baton.Tests;

/// <summary>Which folder of the library may know which: the floors of the house, and the room that reads all of it.</summary>
internal static class RoomOrder
{
    private const string Reader = "Diagnostics";
    private const string Door = "Telemetry"; // all of the reader that others may call

    // The lowest first; the rooms of one floor do not know each other.
    private static readonly string[][] s_floors =
        [["Handoff"], ["Threads"], ["Coroutines"], ["Pull"], ["Scheduling"], ["Porting", "Queues", "Testing"]];

    /// <summary>
    /// May a file of one room use a type of another? A room without a place in the order may use none, and none may use it.
    /// </summary>
    internal static bool Allows(string from, string to, string type)
    {
        if (from == to)
        {
            return true;
        }

        if (to == Reader)
        {
            return type == Door;
        }

        return FloorOf(to) >= 0 && (from == Reader || FloorOf(from) > FloorOf(to));
    }

    /// <summary>The lowest is 0; −1: it has no place in the order.</summary>
    internal static int FloorOf(string room) => Array.FindIndex(s_floors, rooms => rooms.Contains(room));
}
