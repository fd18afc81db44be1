namespace Baton.Tests;

/// <summary>The user's process limit on a made-up machine: who is exempt from it, and what is counted against it.</summary>
[TestClass]
[DoNotParallelize]
[OSCondition(OperatingSystems.Linux)]
public sealed class UserLimitTests
{
    private const string Itself = "         0          0 4294967295";
    private const int Limit = 1000;
    private const int Used = 37;
    private const int Bounded = Limit - (Limit / 10) - Used;
    private const int Unbounded = 1800; // what pid_max leaves
    private const long Admin = 1L << 21;
    private const long Resource = 1L << 24;

    private readonly FakeMachine _machine = new();

    [TestCleanup]
    public void RemoveMachine() => _machine.Dispose();

    [TestMethod]
    [DataRow("0", 0L, null, Itself, Unbounded, DisplayName = "the machine's root, without capabilities")]
    [DataRow("0", Admin | Resource, null, Itself, Unbounded, DisplayName = "the machine's root")]
    [DataRow("500", 0L, null, Itself, Bounded, DisplayName = "an ordinary user")]
    [DataRow("500", Admin, null, Itself, Unbounded, DisplayName = "a user with CAP_SYS_ADMIN")]
    [DataRow("500", Resource, null, Itself, Unbounded, DisplayName = "a user with CAP_SYS_RESOURCE")]
    [DataRow("500", 1L << 20, null, Itself, Bounded, DisplayName = "a user with another capability")]
    [DataRow("0", -1L >>> 20, "user", "0 65534 1", Bounded, DisplayName = "root of a user's namespace, with all capabilities there")]
    [DataRow("0", -1L >>> 20, "user", "0 0 1", Bounded, DisplayName = "root of a namespace in a namespace: its map does not tell")]
    [DataRow("0", Admin, "user", "0 100000 65536", Bounded, DisplayName = "root of a rootless container")]
    [DataRow("500", Admin | Resource, "user", Itself, Bounded, DisplayName = "capabilities of another namespace do not count")]
    [DataRow("0", 0L, "user", Itself, Unbounded, DisplayName = "root of a namespace that maps each user to itself")]
    [DataRow("0", 0L, "user", "", Bounded, DisplayName = "a namespace without a map")]
    [DataRow("0", 0L, "pid", Itself, Unbounded, DisplayName = "the machine's root in a pid namespace")]
    public void Room_Exemption_IsTheKernels(string user, long capabilities, string? ownNamespace, string map, int expected)
    {
        _machine.WriteNamespaces(ownNamespace);
        _machine.Write("proc/self/uid_map", map);
        _machine.Write("proc/sys/kernel/pid_max", "2000");
        WriteLimit($"{Limit}");
        WriteProcesses(user, capabilities);

        Assert.AreEqual(expected, _machine.Room());
    }

    [TestMethod]
    public void Room_Unlimited_BoundsNothing()
    {
        _machine.Write("proc/sys/kernel/pid_max", "2000");
        WriteLimit("unlimited");
        WriteProcesses("500", 0);

        Assert.AreEqual(Unbounded, _machine.Room());
    }

    [TestMethod]
    public void Room_RoomForAllTasksOfTheMachine_NeedsNoCount()
    {
        // As many threads as the machine has in all could be the user's, and still another wall is nearer.
        _machine.Write("proc/sys/kernel/pid_max", "2000");
        _machine.Write("proc/loadavg", "0.50 0.40 0.30 3/250 12345");
        WriteLimit("100000");
        WriteProcesses("500", 0);
        _machine.WriteProcess("99", "500", 1_000_000);

        Assert.AreEqual(Unbounded - 250, _machine.Room());
    }

    [TestMethod]
    [DataRow(null, false)]
    [DataRow("user", true)]
    [DataRow("pid", true)]
    [DataRow("cgroup", true)]
    public void Look_NamespaceOfItsOwn_MayHideWalls(string? own, bool expected)
    {
        _machine.WriteNamespaces(own);

        Assert.AreEqual(expected, _machine.Look().MayBeLess);
    }

    [TestMethod]
    [DataRow("6.18.44-generic", 2000 - 200 - 37)]
    [DataRow("7.0", 2000 - 200 - 37)]
    [DataRow("6.13.1", 0)]
    [DataRow("5.15.0-91", 0)]
    [DataRow("nonsense", 0)]
    public void Look_PidLimitOfANamespace_CountsTheTasksInItFromLinux614On(string release, int expected)
    {
        _machine.WriteNamespaces("pid");
        _machine.Write("proc/sys/kernel/osrelease", release);
        _machine.Write("proc/sys/kernel/pid_max", "2000");
        _machine.Write("proc/loadavg", "0.50 0.40 0.30 3/5000 12345");
        _machine.WriteProcess("10", "500", 7);
        _machine.WriteProcess("12", "0", 30);

        Assert.AreEqual(expected, _machine.Room());
    }

    private void WriteProcesses(string user, long capabilities)
    {
        _machine.WriteProcess("self", user, 7, capabilities);
        _machine.WriteProcess("10", user, 7, capabilities);
        _machine.WriteProcess("11", user, 30);
        _machine.WriteProcess("12", "77", 400);
        _machine.WriteProcess("tty", user, 400);
    }

    private void WriteLimit(string soft) => _machine.Write(
        "proc/self/limits",
        "Limit                     Soft Limit           Hard Limit           Units     ",
        "Max stack size            8388608              unlimited            bytes     ",
        $"Max processes             {soft,-20} unlimited            processes ");
}
