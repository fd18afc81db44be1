namespace Baton.Tests;

/// <summary>Each limit alone on a made-up machine. The real machine's memory bounds it too, so all the others are small.</summary>
[TestClass]
[DoNotParallelize]
[OSCondition(OperatingSystems.Linux)]
public sealed class ThreadWallsTests
{
    private readonly FakeMachine _machine = new();

    [TestCleanup]
    public void RemoveMachine() => _machine.Dispose();

    [TestMethod]
    public void Look_MemoryMaps_IsAQuarterOfWhatIsLeftAfterATenth()
    {
        _machine.Write("proc/sys/vm/max_map_count", "4000");
        _machine.Write("proc/self/maps", [.. Enumerable.Repeat("00400000-00452000 r-xp", 400)]);

        Assert.AreEqual((4000 - 400 - 400) / 4, _machine.Room());
    }

    [TestMethod]
    public void Look_MapsNotReadable_CountsNoneAsUsed()
    {
        _machine.Write("proc/sys/vm/max_map_count", "4000");

        Assert.AreEqual(3600 / 4, _machine.Room());
    }

    [TestMethod]
    [DataRow("threads-max")]
    [DataRow("pid_max")]
    public void Look_TasksOfTheMachine_IsWhatIsLeftAfterATenth(string limit)
    {
        _machine.Write($"proc/sys/kernel/{limit}", "1000");
        _machine.Write("proc/loadavg", "0.50 0.40 0.30 3/250 12345");

        Assert.AreEqual(1000 - 100 - 250, _machine.Room());
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("nonsense")]
    [DataRow("0.50 0.40 0.30 many 12345")]
    public void Look_TasksInUseNotKnown_CountsNone(string load)
    {
        _machine.Write("proc/sys/kernel/pid_max", "1000");
        _machine.Write("proc/loadavg", load);

        Assert.AreEqual(900, _machine.Room());
    }

    [TestMethod]
    public void Look_ControlGroupVersion2_IsWhatTheGroupLeaves()
    {
        _machine.Write("proc/self/cgroup", "0::/work/unit");
        _machine.WriteGroup("sys/fs/cgroup/work/unit", "500", 30);

        Assert.AreEqual(500 - 50 - 30, _machine.Room());
    }

    [TestMethod]
    [DataRow("sys/fs/cgroup/work")]
    [DataRow("sys/fs/cgroup")]
    public void Look_ControlGroupsAbove_BoundToo(string tighter)
    {
        _machine.Write("proc/self/cgroup", "0::/work/unit");
        _machine.WriteGroup("sys/fs/cgroup/work/unit", "500", 30);
        _machine.WriteGroup(tighter, "200", 100);

        Assert.AreEqual(200 - 20 - 100, _machine.Room());
    }

    [TestMethod]
    public void Look_ControlGroupWithoutBound_TheOneAboveCounts()
    {
        _machine.Write("proc/self/cgroup", "0::/work/unit");
        _machine.WriteGroup("sys/fs/cgroup/work/unit", "max", 30);
        _machine.WriteGroup("sys/fs/cgroup/work", "300", 40);

        Assert.AreEqual(300 - 30 - 40, _machine.Room());
    }

    [TestMethod]
    public void Look_ControlGroupVersion1_ReadsThePidsController()
    {
        _machine.Write("proc/self/cgroup", "5:memory:/elsewhere", "4:cpu,pids:/job/one", "1:name=systemd:/elsewhere");
        _machine.WriteGroup("sys/fs/cgroup/pids/job/one", "600", 20);
        _machine.WriteGroup("sys/fs/cgroup/pids/job", "400", 20);
        _machine.WriteGroup("sys/fs/cgroup/pids/elsewhere", "10", 1);

        Assert.AreEqual(400 - 40 - 20, _machine.Room());
    }

    [TestMethod]
    public void Look_RootControlGroup_IsRead()
    {
        _machine.Write("proc/self/cgroup", "0::/");
        _machine.WriteGroup("sys/fs/cgroup", "100", 10);

        Assert.AreEqual(100 - 10 - 10, _machine.Room());
    }

    [TestMethod]
    public void Look_MalformedControlGroupLine_IsPassedOver()
    {
        _machine.Write("proc/self/cgroup", string.Empty, "nonsense", "0::/unit");
        _machine.WriteGroup("sys/fs/cgroup/unit", "100", 10);

        Assert.AreEqual(80, _machine.Room());
    }

    [TestMethod]
    public void Look_SeveralWalls_TheNearestCounts()
    {
        _machine.Write("proc/sys/vm/max_map_count", "4000");
        _machine.Write("proc/sys/kernel/threads-max", "500");
        _machine.Write("proc/sys/kernel/pid_max", "300");
        _machine.Write("proc/self/cgroup", "0::/unit");
        _machine.WriteGroup("sys/fs/cgroup/unit", "400", 0);

        Assert.AreEqual(270, _machine.Room());
    }

    [TestMethod]
    public void Look_BeyondTheWall_IsZero()
    {
        _machine.Write("proc/sys/kernel/pid_max", "1000");
        _machine.Write("proc/loadavg", "0.50 0.40 0.30 3/2000 12345");

        Assert.AreEqual(0, _machine.Room());
    }

    [TestMethod]
    public void Look_NothingToRead_IsBoundByTheHeapOnlyAndMayBeLess()
    {
        ThreadWalls walls = new(Path.Combine(Path.GetTempPath(), "no-such-root"));

        SeenRoom room = walls.Look(0);
        SeenRoom roomWithThreads = walls.Look(100);

        Assert.IsGreaterThan(0, room.Threads);
        Assert.AreEqual(room.Threads - 100, roomWithThreads.Threads);
        Assert.IsTrue(room.MayBeLess);
    }

    [TestMethod]
    public void Look_ThisMachine_HasSomeAndIsAwayFromTheWall() =>
        Assert.IsGreaterThan(0, ThreadWalls.OfThisMachine.Look(0).Threads);
}
