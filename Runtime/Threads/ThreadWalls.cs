using System.Globalization;

namespace Baton;

/// <summary>
/// How many more threads this process can hold, read from what the operating system says now.
/// </summary>
/// <remarks>
/// A .NET process that runs into the wall of memory maps does not get an exception. It is aborted when a thread starts with no map left
/// for its signal stack. At the other walls neither the process nor its user can start anything. So the process keeps its distance from
/// each wall. Linux only; elsewhere a stated figure holds (<see cref="ThreadsElsewhere"/>).
/// </remarks>
internal sealed class ThreadWalls
{
    /// <summary>Where the system's walls cannot be read: threads in all.</summary>
    internal const int ThreadsElsewhere = 2000;

    /// <summary>Memory maps that one thread takes: its stack, the guard page, the signal stack and its guard.</summary>
    private const int MapsPerThread = 4;

    /// <summary>The part of each limit that is left to other code.</summary>
    private const double Spare = 0.1;

    private readonly MachineFiles _files;
    private readonly ControlGroups _groups;
    private readonly UserLimit _user;
    private readonly MemoryWall _memory;

    /// <param name="root">The folder that has proc and sys in it.</param>
    internal ThreadWalls(string root)
    {
        _files = new MachineFiles(root);
        _groups = new ControlGroups(_files);
        _user = new UserLimit(_files);
        _memory = new MemoryWall(_files, _groups);
    }

    internal static ThreadWalls OfThisMachine { get; } = new("/");

    /// <summary>How many more threads may be started, now. May fail for want of open files.</summary>
    /// <param name="live">Threads that Baton has started already; used where only a total is known.</param>
    internal SeenRoom Look(int live)
    {
        if (!OperatingSystem.IsLinux())
        {
            return new SeenRoom(Math.Max(0, ThreadsElsewhere - live));
        }

        Namespaces namespaces = new(_files);
        long tasks = TasksOfMachine();
        long room = long.MaxValue;
        room = Math.Min(room, Maps());
        room = Math.Min(room, Room(_files.ReadNumber("proc/sys/kernel/threads-max"), tasks));
        room = Math.Min(room, Pids(namespaces, tasks));
        room = Math.Min(room, PidsOfGroups());
        room = Math.Min(room, _memory.Room(live));
        room = Math.Min(room, _user.Room(namespaces, tasks, enough: room));
        return new SeenRoom((int)Math.Clamp(room, 0, int.MaxValue), namespaces.HideWalls || _groups.HaveHiddenParents);
    }

    /// <summary>What is left of a limit, without the part that is kept free.</summary>
    internal static long Room(long limit, long used) => limit == long.MaxValue ? limit : limit - (long)(limit * Spare) - used;

    private long Maps()
    {
        long limit = _files.ReadNumber("proc/sys/vm/max_map_count");
        return limit == long.MaxValue ? limit : Room(limit, _files.CountLines("proc/self/maps")) / MapsPerThread;
    }

    // The fourth field of loadavg counts the tasks of the whole machine, in a container too.
    private long TasksOfMachine()
    {
        string? load = _files.ReadLines("proc/loadavg").FirstOrDefault();
        string[] runnable = load?.Split(' ').ElementAtOrDefault(3)?.Split('/') ?? [];
        return runnable.Length == 2 && long.TryParse(runnable[1], CultureInfo.InvariantCulture, out long tasks) ? tasks : 0;
    }

    // Since Linux 6.14 each pid namespace has a pid_max of its own, for the tasks in it alone. Before, it bounded the whole machine.
    private long Pids(Namespaces namespaces, long tasks)
    {
        long limit = _files.ReadNumber("proc/sys/kernel/pid_max");
        long room = Room(limit, tasks);
        return room < limit / 2 && namespaces.HaveOwnPidLimit ? Room(limit, ThreadsShown()) : room;
    }

    private long ThreadsShown() =>
        _files.Processes().Sum(p => MachineFiles.NumberField(_files.ReadLines($"proc/{p}/status"), "Threads:") ?? 0);

    private long PidsOfGroups()
    {
        long room = long.MaxValue;
        foreach (string group in _groups.Of("pids"))
        {
            long max = _files.ReadNumber($"{group}/pids.max");
            long used = _files.ReadNumber($"{group}/pids.current");
            room = Math.Min(room, Room(max, used == long.MaxValue ? 0 : used));
        }

        return room;
    }
}
