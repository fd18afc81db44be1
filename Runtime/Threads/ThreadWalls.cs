using System.Globalization;

namespace Baton;

/// <summary>
/// How many more threads this process can hold, read from what the operating system says now.
/// </summary>
/// <remarks>
/// A .NET process that runs into one of these walls does not get an exception. It is aborted when a thread starts with no memory map
/// left for its signal stack. So the process keeps its distance from each wall. Linux only; elsewhere a stated figure holds
/// (<see cref="ThreadsElsewhere"/>).
/// </remarks>
internal sealed class ThreadWalls(string root, bool isPrivileged)
{
    /// <summary>Where the system's walls cannot be read: threads in all.</summary>
    internal const int ThreadsElsewhere = 2000;

    /// <summary>Memory maps that one thread takes: its stack, the guard page, the signal stack and its guard.</summary>
    private const int MapsPerThread = 4;

    /// <summary>Memory that one parked thread takes: about 20 KB of its own, as much again in the kernel, and some to spare.</summary>
    private const int BytesPerThread = 64 * 1024;

    /// <summary>The part of each limit that is left to other code.</summary>
    private const double Spare = 0.1;

    /// <summary>ESRCH, as an exception's HResult: reading /proc fails with it for a process that has just ended.</summary>
    private const int NoSuchProcess = 3;

    internal static ThreadWalls OfThisMachine { get; } = new("/", Environment.IsPrivilegedProcess);

    /// <summary>How many more threads may be started, now.</summary>
    /// <param name="live">Threads that Baton has started already; used where only a total is known.</param>
    internal int MeasureRoom(int live)
    {
        if (!OperatingSystem.IsLinux())
        {
            return Math.Max(0, ThreadsElsewhere - live);
        }

        long room = new[] { Maps(), Tasks("threads-max"), Tasks("pid_max"), ControlGroup(), User(), Memory(live) }.Min();
        return (int)Math.Clamp(room, 0, int.MaxValue);
    }

    private static long Room(long limit, long used) => limit == long.MaxValue ? limit : limit - (long)(limit * Spare) - used;

    private long Maps()
    {
        long limit = ReadNumber("proc/sys/vm/max_map_count");
        return limit == long.MaxValue ? limit : Room(limit, ReadLines("proc/self/maps").Length) / MapsPerThread;
    }

    // threads-max and pid_max bound all tasks of the machine (or of the pid namespace); the fourth field of loadavg counts them
    private long Tasks(string limit)
    {
        string? load = ReadLines("proc/loadavg").FirstOrDefault();
        string[] runnable = load?.Split(' ').ElementAtOrDefault(3)?.Split('/') ?? [];
        long used = runnable.Length == 2 && long.TryParse(runnable[1], CultureInfo.InvariantCulture, out long tasks) ? tasks : 0;
        return Room(ReadNumber($"proc/sys/kernel/{limit}"), used);
    }

    // Each group on the way up may have a bound of its own. Version 2 has one tree; version 1 one for pids.
    private long ControlGroup()
    {
        long room = long.MaxValue;
        foreach (string line in ReadLines("proc/self/cgroup"))
        {
            string[] parts = line.Split(':', 3);
            if (parts.Length < 3)
            {
                continue;
            }

            string? mount = parts[1] switch
            {
                "" => "sys/fs/cgroup",
                _ when parts[1].Split(',').Contains("pids") => "sys/fs/cgroup/pids",
                _ => null,
            };
            for (string? group = mount is null ? null : parts[2].Trim('/'); group is not null; group = Parent(group))
            {
                long max = ReadNumber($"{mount}/{group}/pids.max");
                long used = ReadNumber($"{mount}/{group}/pids.current");
                room = used == long.MaxValue ? room : Math.Min(room, Room(max, used));
            }
        }

        return room;
    }

    private static string? Parent(string group) =>
        group.Length == 0 ? null : group.LastIndexOf('/') is >= 0 and int slash ? group[..slash] : string.Empty;

    // ulimit -u counts every thread of the user, in all processes; a privileged process is exempt
    private long User()
    {
        const string Label = "Max processes";
        string? line = ReadLines("proc/self/limits").FirstOrDefault(l => l.StartsWith(Label, StringComparison.Ordinal));
        string? soft = line?[Label.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries).FirstOrDefault();
        if (soft is null || isPrivileged || !long.TryParse(soft, CultureInfo.InvariantCulture, out long max))
        {
            return long.MaxValue;
        }

        return Room(max, ThreadsOfUser());
    }

    private long ThreadsOfUser()
    {
        string? user = StatusField("self", "Uid:");
        long threads = 0;
        foreach (string process in Directory.EnumerateDirectories(Path.Combine(root, "proc")).Select(d => Path.GetFileName(d)!))
        {
            if (char.IsAsciiDigit(process[0]) && StatusField(process, "Uid:") == user)
            {
                threads += long.TryParse(StatusField(process, "Threads:"), CultureInfo.InvariantCulture, out long count) ? count : 0;
            }
        }

        return threads;
    }

    private string? StatusField(string process, string label) => ReadLines($"proc/{process}/status")
        .FirstOrDefault(l => l.StartsWith(label, StringComparison.Ordinal))?[label.Length..]
        .Split((char[])['\t', ' '], StringSplitOptions.RemoveEmptyEntries).FirstOrDefault();

    // half of what the runtime may use at all: the rest is for what the threads work on
    private static long Memory(int live) => (GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 2 / BytesPerThread) - live;

    // "max", or nothing at all, bounds nothing
    private long ReadNumber(string path) =>
        long.TryParse(ReadLines(path).FirstOrDefault(), CultureInfo.InvariantCulture, out long value) ? value : long.MaxValue;

    // A file that does not exist, or may not be read, bounds nothing. Nor does a process that ended while it was looked at. Any other
    // failure, such as no more open files, is a failure of the measurement.
    private string[] ReadLines(string path)
    {
        try
        {
            return File.ReadAllLines(Path.Combine(root, path));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException or UnauthorizedAccessException || HasEnded(e))
        {
            return [];
        }
    }

    private static bool HasEnded(Exception e) => e is IOException && e.HResult == NoSuchProcess;
}
