namespace Baton.Tests.Itself;

/// <summary>
/// The faults that the build has planted in this compilation of the library, by name. See the folder Planted: each file there names a
/// source file, what is right in it, and what is wrong. At most one fault is in force; without one the library is as it is.
/// </summary>
internal static class Planted
{
    private static string? s_name; // the fault in force; null: none. Written between schedules

    /// <summary>Is this fault in force? No step.</summary>
    internal static bool Is(string name) => s_name == name;

    /// <summary>From now on this fault is in force. Null: none.</summary>
    internal static void Set(string? name) => s_name = name;

    /// <summary>Another strand may come here.</summary>
    internal static void GiveWay() => Thread.Yield();

    /// <summary>Writes where the library does not.</summary>
    internal static void WriteIf(bool isPlanted, ref int location, int value)
    {
        if (isPlanted)
        {
            Volatile.Write(ref location, value);
        }
    }

    /// <summary>What should be one step is two: another strand may come between.</summary>
    internal static int ExchangeInTwoSteps(ref int location, int value)
    {
        int before = Volatile.Read(ref location);
        Volatile.Write(ref location, value);
        return before;
    }

    /// <inheritdoc cref="ExchangeInTwoSteps"/>
    internal static int CompareExchangeInTwoSteps(ref int location, int value, int comparand)
    {
        int before = Volatile.Read(ref location);
        if (before == comparand)
        {
            Volatile.Write(ref location, value);
        }

        return before;
    }

    /// <inheritdoc cref="ExchangeInTwoSteps"/>
    internal static T CompareExchangeInTwoSteps<T>(ref T location, T value, T comparand)
        where T : class?
    {
        T before = Volatile.Read(ref location);
        if (ReferenceEquals(before, comparand))
        {
            Volatile.Write(ref location, value);
        }

        return before;
    }
}
