namespace Baton.Tests;

/// <summary>Each limit alone on a made-up machine. The real machine's memory bounds it too, so all the others are small.</summary>
[TestClass]
[OSCondition(OperatingSystems.Linux)]
public sealed class ThreadWallsTests
{
    private readonly FakeMachine _machine = new();

    [TestCleanup]
    public void RemoveMachine() => _machine.Dispose();

    [TestMethod]
    public void MeasureRoom_MemoryMaps_IsAQuarterOfWhatIsLeftAfterATenth()
    {
        _machine.Write("proc/sys/vm/max_map_count", "4000");
        _machine.Write("proc/self/maps", [.. Enumerable.Repeat("00400000-00452000 r-xp", 400)]);

        Assert.AreEqual((4000 - 400 - 400) / 4, _machine.Room());
    }

    [TestMethod]
    public void MeasureRoom_MapsNotReadable_CountsNoneAsUsed()
    {
        _machine.Write("proc/sys/vm/max_map_count", "4000");

        Assert.AreEqual(3600 / 4, _machine.Room());
    }

    [TestMethod]
    [DataRow("threads-max")]
    [DataRow("pid_max")]
    public void MeasureRoom_TasksOfTheMachine_IsWhatIsLeftAfterATenth(string limit)
    {
        _machine.Write($"proc/sys/kernel/{limit}", "1000");
        _machine.Write("proc/loadavg", "0.50 0.40 0.30 3/250 12345");

        Assert.AreEqual(1000 - 100 - 250, _machine.Room());
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("nonsense")]
    [DataRow("0.50 0.40 0.30 many 12345")]
    public void MeasureRoom_TasksInUseNotKnown_CountsNone(string load)
    {
        _machine.Write("proc/sys/kernel/pid_max", "1000");
        _machine.Write("proc/loadavg", load);

        Assert.AreEqual(900, _machine.Room());
    }

    [TestMethod]
    public void MeasureRoom_ControlGroupVersion2_IsWhatTheGroupLeaves()
    {
        _machine.Write("proc/self/cgroup", "0::/work/unit");
        _machine.WriteGroup("sys/fs/cgroup/work/unit", "500", 30);

        Assert.AreEqual(500 - 50 - 30, _machine.Room());
    }

    [TestMethod]
    [DataRow("sys/fs/cgroup/work")]
    [DataRow("sys/fs/cgroup")]
    public void MeasureRoom_ControlGroupsAbove_BoundToo(string tighter)
    {
        _machine.Write("proc/self/cgroup", "0::/work/unit");
        _machine.WriteGroup("sys/fs/cgroup/work/unit", "500", 30);
        _machine.WriteGroup(tighter, "200", 100);

        Assert.AreEqual(200 - 20 - 100, _machine.Room());
    }

    [TestMethod]
    public void MeasureRoom_ControlGroupWithoutBound_TheOneAboveCounts()
    {
        _machine.Write("proc/self/cgroup", "0::/work/unit");
        _machine.WriteGroup("sys/fs/cgroup/work/unit", "max", 30);
        _machine.WriteGroup("sys/fs/cgroup/work", "300", 40);

        Assert.AreEqual(300 - 30 - 40, _machine.Room());
    }

    [TestMethod]
    public void MeasureRoom_ControlGroupVersion1_ReadsThePidsController()
    {
        _machine.Write("proc/self/cgroup", "5:memory:/elsewhere", "4:cpu,pids:/job/one", "1:name=systemd:/elsewhere");
        _machine.WriteGroup("sys/fs/cgroup/pids/job/one", "600", 20);
        _machine.WriteGroup("sys/fs/cgroup/pids/job", "400", 20);
        _machine.WriteGroup("sys/fs/cgroup/pids/elsewhere", "10", 1);

        Assert.AreEqual(400 - 40 - 20, _machine.Room());
    }

    [TestMethod]
    public void MeasureRoom_RootControlGroup_IsRead()
    {
        _machine.Write("proc/self/cgroup", "0::/");
        _machine.WriteGroup("sys/fs/cgroup", "100", 10);

        Assert.AreEqual(100 - 10 - 10, _machine.Room());
    }

    [TestMethod]
    public void MeasureRoom_MalformedControlGroupLine_IsPassedOver()
    {
        _machine.Write("proc/self/cgroup", string.Empty, "nonsense", "0::/unit");
        _machine.WriteGroup("sys/fs/cgroup/unit", "100", 10);

        Assert.AreEqual(80, _machine.Room());
    }

    [TestMethod]
    public void MeasureRoom_ProcessesOfTheUser_CountsTheThreadsOfThatUserOnly()
    {
        WriteUserLimit("1000");
        _machine.WriteProcess("self", "500", 7);
        _machine.WriteProcess("10", "500", 7);
        _machine.WriteProcess("11", "500", 30);
        _machine.WriteProcess("12", "0", 400);
        _machine.WriteProcess("tty", "500", 400);

        Assert.AreEqual(1000 - 100 - 37, _machine.Room(isPrivileged: false));
    }

    [TestMethod]
    public void MeasureRoom_PrivilegedProcess_IsNotBoundByTheUsersLimit()
    {
        WriteUserLimit("10");
        _machine.WriteProcess("self", "0", 7);
        _machine.Write("proc/sys/kernel/pid_max", "1000");

        Assert.AreEqual(900, _machine.Room(isPrivileged: true));
    }

    [TestMethod]
    public void MeasureRoom_UserLimitUnlimited_BoundsNothing()
    {
        WriteUserLimit("unlimited");
        _machine.Write("proc/sys/kernel/pid_max", "1000");

        Assert.AreEqual(900, _machine.Room(isPrivileged: false));
    }

    [TestMethod]
    public void MeasureRoom_SeveralWalls_TheNearestCounts()
    {
        _machine.Write("proc/sys/vm/max_map_count", "4000");
        _machine.Write("proc/sys/kernel/threads-max", "500");
        _machine.Write("proc/sys/kernel/pid_max", "300");
        _machine.Write("proc/self/cgroup", "0::/unit");
        _machine.WriteGroup("sys/fs/cgroup/unit", "400", 0);

        Assert.AreEqual(270, _machine.Room());
    }

    [TestMethod]
    public void MeasureRoom_BeyondTheWall_IsZero()
    {
        _machine.Write("proc/sys/kernel/pid_max", "1000");
        _machine.Write("proc/loadavg", "0.50 0.40 0.30 3/2000 12345");

        Assert.AreEqual(0, _machine.Room());
    }

    [TestMethod]
    public void MeasureRoom_NothingToRead_IsBoundByMemoryOnly()
    {
        ThreadWalls walls = new(Path.Combine(Path.GetTempPath(), "no-such-root"), isPrivileged: false);

        int room = walls.MeasureRoom(0);
        int roomWithThreads = walls.MeasureRoom(100);

        Assert.IsGreaterThan(0, room);
        Assert.AreEqual(room - 100, roomWithThreads);
    }

    [TestMethod]
    public void MeasureRoom_ThisMachine_HasSomeAndIsAwayFromTheWall()
    {
        int room = ThreadWalls.OfThisMachine.MeasureRoom(0);

        Assert.IsGreaterThan(0, room);
    }

    private void WriteUserLimit(string soft) => _machine.Write(
        "proc/self/limits",
        "Limit                     Soft Limit           Hard Limit           Units     ",
        "Max stack size            8388608              unlimited            bytes     ",
        $"Max processes             {soft,-20} unlimited            processes ");
}
