namespace Baton;

/// <summary>
/// How many threads there is memory for. A thread's stack is the system's memory; what the library keeps for the thread is on the managed
/// heap, which may have a smaller limit of its own. Half of each is left to what the threads work on.
/// </summary>
internal sealed class MemoryWall(MachineFiles files, ControlGroups groups)
{
    /// <summary>The system's memory for a parked thread: about 20 KB of its own, as much again in the kernel, and some to spare.</summary>
    private const int BytesPerThread = 64 * 1024;

    /// <summary>The managed heap for a thread, its worker and its coroutine: about 2 KB, and some to spare.</summary>
    private const int HeapBytesPerThread = 8 * 1024;

    /// <param name="live">Threads that Baton has already.</param>
    internal long Room(int live)
    {
        long heap = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        long room = (heap / 2 / HeapBytesPerThread) - live;
        string[] memory = files.ReadLines("proc/meminfo");
        long total = MachineFiles.NumberField(memory, "MemTotal:") * 1024 ?? long.MaxValue;
        long available = MachineFiles.NumberField(memory, "MemAvailable:") * 1024 ?? total;
        room = Math.Min(room, Room(total, available, live));
        foreach (string group in groups.Of("memory"))
        {
            long limit = Math.Min(files.ReadNumber($"{group}/memory.max"), files.ReadNumber($"{group}/memory.limit_in_bytes"));
            if (limit < total) // without a limit version 1 has an enormous one
            {
                room = Math.Min(room, Room(limit, limit - InUse(group), live));
            }
        }

        return room;
    }

    private static long Room(long total, long available, int live) =>
        Math.Min((total / 2 / BytesPerThread) - live, available / 2 / BytesPerThread);

    // The cache of files is given up when memory is short.
    private long InUse(string group)
    {
        long used = Math.Min(files.ReadNumber($"{group}/memory.current"), files.ReadNumber($"{group}/memory.usage_in_bytes"));
        if (used == long.MaxValue)
        {
            return 0;
        }

        string[] parts = files.ReadLines($"{group}/memory.stat");
        string ofAll = parts.Any(line => line.StartsWith("total_", StringComparison.Ordinal)) ? "total_" : string.Empty;
        return Math.Max(0, used - Part($"{ofAll}inactive_file ") - Part($"{ofAll}active_file "));

        long Part(string label) => MachineFiles.NumberField(parts, label) ?? 0;
    }
}
