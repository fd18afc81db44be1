namespace Baton.Tests;

/// <summary>Where the limits of control groups are looked for: both versions, both at once, nested, and in containers.</summary>
[TestClass]
[DoNotParallelize]
[OSCondition(OperatingSystems.Linux)]
public sealed class ControlGroupsTests
{
    private const string V2 = "30 20 0:30 / /sys/fs/cgroup rw,nosuid - cgroup2 cgroup2 rw,nsdelegate";
    private const string V2Aside = "30 20 0:30 / /sys/fs/cgroup/unified rw shared:9 - cgroup2 cgroup2 rw";
    private const string V1 = "31 20 0:31 / /sys/fs/cgroup/pids rw,relatime - cgroup cgroup rw,pids";
    private const string V1Joined = "31 20 0:31 / /sys/fs/cgroup/cpu,pids rw shared:4 master:1 - cgroup cgroup rw,cpu,pids";
    private const string V1OfContainer = "31 20 0:31 /docker/abc /sys/fs/cgroup/pids ro,relatime - cgroup cgroup rw,pids";
    private const string V2Blank = @"30 20 0:30 / /mnt/control\040groups rw - cgroup2 none rw";
    private const string Other = "32 20 0:32 / /sys/fs/cgroup/memory rw,relatime - cgroup cgroup rw,memory";

    private readonly FakeMachine _machine = new();

    [TestCleanup]
    public void RemoveMachine() => _machine.Dispose();

    [TestMethod]
    [DataRow(V2, "0::/work/unit", "sys/fs/cgroup/work/unit", DisplayName = "version 2")]
    [DataRow(V2, "0::/work/unit", "sys/fs/cgroup/work", DisplayName = "version 2, the group above")]
    [DataRow(V2, "0::/work/unit", "sys/fs/cgroup", DisplayName = "version 2, the topmost group, as in a container")]
    [DataRow(V2, "0::/", "sys/fs/cgroup", DisplayName = "version 2, in the topmost group")]
    [DataRow(V2, "0::/../other", "sys/fs/cgroup", DisplayName = "version 2, in a group outside of the namespace")]
    [DataRow(V2Blank, "0::/work", "mnt/control groups/work", DisplayName = "version 2, elsewhere, with a blank")]
    [DataRow(V1, "4:pids:/job/one", "sys/fs/cgroup/pids/job/one", DisplayName = "version 1")]
    [DataRow(V1, "4:pids:/job/one", "sys/fs/cgroup/pids/job", DisplayName = "version 1, the group above")]
    [DataRow(V1Joined, "4:cpu,pids:/job", "sys/fs/cgroup/cpu,pids/job", DisplayName = "version 1, joined with another controller")]
    [DataRow(V1OfContainer, "4:pids:/docker/abc", "sys/fs/cgroup/pids", DisplayName = "version 1, a container")]
    [DataRow(V1OfContainer, "4:pids:/docker/abc/in/side", "sys/fs/cgroup/pids/in/side", DisplayName = "version 1, a group in a container")]
    [DataRow(V1OfContainer, "4:pids:/docker/abc/in/side", "sys/fs/cgroup/pids/in", DisplayName = "version 1, one above, in a container")]
    [DataRow(V1OfContainer, "4:pids:/docker/abcd", "sys/fs/cgroup/pids", DisplayName = "version 1, a name that only looks like it")]
    [DataRow(V1 + "\n" + V2Aside, "4:pids:/job\n0::/", "sys/fs/cgroup/pids/job", DisplayName = "both, the limit is version 1's")]
    [DataRow(V1 + "\n" + V2Aside, "4:pids:/\n0::/unit", "sys/fs/cgroup/unified/unit", DisplayName = "both, the limit is version 2's")]
    [DataRow("", "0::/work", "sys/fs/cgroup/work", DisplayName = "mounts unknown, version 2")]
    [DataRow("", "3:pids:/work", "sys/fs/cgroup/pids/work", DisplayName = "mounts unknown, version 1")]
    [DataRow("nonsense\n\n" + V2, "nonsense\n\n0::/work", "sys/fs/cgroup/work", DisplayName = "lines that say nothing")]
    public void Look_LimitOfAGroup_IsFound(string mounts, string memberships, string limited)
    {
        _machine.Write("proc/self/mountinfo", mounts.Length == 0 ? [] : [.. mounts.Split('\n'), Other]);
        _machine.Write("proc/self/cgroup", memberships.Split('\n'));
        _machine.WriteGroup(limited, "500", 30);

        Assert.AreEqual(500 - 50 - 30, _machine.Room());
    }

    [TestMethod]
    public void Look_LimitKnownButNotWhatIsInUse_BoundsAllTheSame()
    {
        _machine.Write("proc/self/cgroup", "0::/work");
        _machine.Write("sys/fs/cgroup/work/pids.max", "500");

        Assert.AreEqual(450, _machine.Room());
    }

    [TestMethod]
    [DataRow(V1, false)]
    [DataRow(V1OfContainer, true)]
    public void Look_PartOfATreeMounted_MayHideLimitsAbove(string mount, bool expected)
    {
        _machine.WriteNamespaces();
        _machine.Write("proc/self/mountinfo", mount);
        _machine.Write("proc/self/cgroup", "4:pids:/docker/abc");

        Assert.AreEqual(expected, _machine.Look().MayBeLess);
    }
}
