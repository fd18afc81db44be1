using System.Globalization;

namespace Baton;

/// <summary>The wall of <c>ulimit -u</c>. It bounds all threads of the user, in all processes.</summary>
internal sealed class UserLimit(MachineFiles files)
{
    private const string Label = "Max processes";
    private const string Nobody = "65534";          // stands for all users that a namespace has no number for
    private const long Administer = 1L << 21;       // CAP_SYS_ADMIN
    private const long ExceedResources = 1L << 24;  // CAP_SYS_RESOURCE

    /// <summary>How many threads more the user may have.</summary>
    /// <param name="namespaces">In which the process is.</param>
    /// <param name="tasks">All tasks of the machine; 0: not known. A user has no more than these.</param>
    /// <param name="enough">With more room than this the user's processes need not be counted, which takes long.</param>
    internal long Room(Namespaces namespaces, long tasks, long enough)
    {
        string? line = files.ReadLines("proc/self/limits").FirstOrDefault(l => l.StartsWith(Label, StringComparison.Ordinal));
        string? soft = line?[Label.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries).FirstOrDefault();
        if (!long.TryParse(soft, CultureInfo.InvariantCulture, out long max))
        {
            return long.MaxValue;
        }

        long least = ThreadWalls.Room(max, tasks);
        if (tasks > 0 && least >= enough)
        {
            return least;
        }

        string[] self = files.ReadLines("proc/self/status");
        if (IsExempt(self, namespaces))
        {
            return long.MaxValue;
        }

        string? user = MachineFiles.Field(self, "Uid:");
        bool isAnybody = user == Nobody && !namespaces.IsUserOfMachine;
        return ThreadWalls.Room(max, isAnybody ? MachineFiles.NumberField(self, "Threads:") ?? 0 : ThreadsOf(user));
    }

    /// <summary>
    /// The kernel's rule: exempt is the machine's own root, by its real user, and who has one of two capabilities in the machine's own
    /// user namespace. The root of another user namespace is an ordinary user outside of it.
    /// </summary>
    private bool IsExempt(string[] self, Namespaces namespaces) =>
        (MachineFiles.Field(self, "Uid:") == "0" && (namespaces.IsUserOfMachine || IsEveryUserMappedToItself()))
        || (namespaces.IsUserOfMachine && HasCapability(self));

    private static bool HasCapability(string[] self) =>
        long.TryParse(MachineFiles.Field(self, "CapEff:"), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out long effective)
        && (effective & (Administer | ExceedResources)) != 0;

    // Only the machine's root can make such a namespace, for a map may name no user that the namespace above does not have.
    private bool IsEveryUserMappedToItself() =>
        files.ReadLines("proc/self/uid_map") is [var only]
        && only.Split((char[])['\t', ' '], StringSplitOptions.RemoveEmptyEntries) is ["0", "0", "4294967295"];

    // The processes of the user that /proc shows. There may be more outside of a pid namespace.
    private long ThreadsOf(string? user)
    {
        long threads = 0;
        foreach (string process in files.Processes())
        {
            string[] status = files.ReadLines($"proc/{process}/status");
            if (MachineFiles.Field(status, "Uid:") == user)
            {
                threads += MachineFiles.NumberField(status, "Threads:") ?? 0;
            }
        }

        return threads;
    }
}
