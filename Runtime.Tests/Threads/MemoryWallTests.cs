namespace Baton.Tests;

/// <summary>Memory for threads on a made-up machine, at 64 KB a thread; half of it is for what the threads work on.</summary>
[TestClass]
[DoNotParallelize]
[OSCondition(OperatingSystems.Linux)]
public sealed class MemoryWallTests
{
    private const long ForAThousand = 2L * 1000 * 64; // in kilobytes

    private readonly FakeMachine _machine = new();

    [TestCleanup]
    public void RemoveMachine() => _machine.Dispose();

    [TestMethod]
    [DataRow(ForAThousand, ForAThousand, 0, 1000, DisplayName = "nothing in use")]
    [DataRow(ForAThousand, ForAThousand, 300, 700, DisplayName = "half of the whole is for all threads together")]
    [DataRow(ForAThousand, ForAThousand / 4, 0, 250, DisplayName = "three quarters in use")]
    [DataRow(ForAThousand, ForAThousand / 4, 900, 100, DisplayName = "three quarters in use, and many threads")]
    [DataRow(ForAThousand, 0L, 0, 0, DisplayName = "all in use")]
    public void Look_MemoryOfTheMachine_BoundsTheWholeAndWhatIsLeft(long total, long available, int live, int expected)
    {
        WriteMemory(total, available);

        Assert.AreEqual(expected, _machine.Room(live));
    }

    [TestMethod]
    [DataRow(true, 0L, 0L, 1000, DisplayName = "version 2, nothing in use")]
    [DataRow(true, ForAThousand / 2, 0L, 500, DisplayName = "version 2, half in use")]
    [DataRow(true, ForAThousand, ForAThousand / 2, 500, DisplayName = "version 2, all in use, half of that for files")]
    [DataRow(false, ForAThousand / 2, 0L, 500, DisplayName = "version 1, half in use")]
    [DataRow(false, ForAThousand, ForAThousand / 2, 500, DisplayName = "version 1, all in use, half of that for files")]
    public void Look_MemoryOfAGroup_BoundsTheWholeAndWhatIsLeft(bool isVersion2, long used, long files, int expected)
    {
        WriteMemory(ForAThousand * 100, ForAThousand * 100);
        _machine.Write("proc/self/cgroup", isVersion2 ? "0::/work/unit" : "7:memory:/work/unit");
        string group = isVersion2 ? "sys/fs/cgroup/work" : "sys/fs/cgroup/memory/work";
        string total = isVersion2 ? string.Empty : "total_";
        _machine.Write($"{group}/memory.{(isVersion2 ? "max" : "limit_in_bytes")}", $"{ForAThousand * 1024}");
        _machine.Write($"{group}/memory.{(isVersion2 ? "current" : "usage_in_bytes")}", $"{used * 1024}");
        string[] ofTheGroupAlone = isVersion2 ? [] : ["inactive_file 1", "active_file 1"];
        string[] parts = [$"{total}inactive_file {files * 512}", $"{total}active_file {files * 512}"];
        _machine.Write($"{group}/memory.stat", [.. ofTheGroupAlone, .. parts]);

        Assert.AreEqual(expected, _machine.Room());
    }

    [TestMethod]
    [DataRow("max")]
    [DataRow("9223372036854771712")]
    public void Look_GroupWithoutALimit_BoundsNothing(string limit)
    {
        WriteMemory(ForAThousand, ForAThousand);
        _machine.Write("proc/self/cgroup", "7:memory:/work", "0::/work");
        _machine.Write("sys/fs/cgroup/memory/work/memory.limit_in_bytes", limit);
        _machine.Write("sys/fs/cgroup/memory/work/memory.usage_in_bytes", $"{ForAThousand * 1024}");

        Assert.AreEqual(1000, _machine.Room());
    }

    private void WriteMemory(long total, long available) => _machine.Write(
        "proc/meminfo", $"MemTotal:       {total} kB", "MemFree:         1 kB", $"MemAvailable:   {available} kB");
}
